//! A store that is down or full: 503, nothing acknowledged is lost, and back without a restart.

use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::{Engine, Feeder, Place, Sink, Stage, admin, run_on_postgres, says, until, within};
use tokio::sync::watch;

/// How soon a hub takes callbacks again once its store is back.
const BACK: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_throws_everybody_out_costs_nothing() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let cluster = tests::postgres().expect("there is a database");
    let database = place.variable("TIDINGS_DATABASE_URL").to_owned();
    let (_, name) = database.rsplit_once('/').expect("a name");
    let allow = |allowed: bool| {
        run_on_postgres(&cluster, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}"));
        if !allowed {
            let out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
            run_on_postgres(&cluster, &format!("{out} = '{name}'"));
        }
    };
    fail(&place, if tests::long() { 50 } else { 5 }, || allow(false), || allow(true)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_costs_nothing() {
    let Some(disk) = Disk::mount() else { return };
    let data = disk.0.path().display().to_string();
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let place = place
        .with("TIDINGS_DATA", &data)
        .with("TIDINGS_DATABASE_URL", &format!("sqlite://{data}/tidings.db"));
    let ballast = disk.0.path().join("ballast");
    fail(&place, 3, || fill(&ballast), || fs::remove_file(&ballast).expect("a file")).await;
}

/// A file system of a few megabytes.
struct Disk(tempfile::TempDir);

impl Disk {
    /// Mounts one, or says that it cannot.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=56m,mode=0700", "tmpfs"]).arg(folder.path());
        let mounted = command.output().is_ok_and(|output| output.status.success());
        if !mounted {
            eprintln!("SKIPPED: this test needs the right to mount a file system");
        }
        mounted.then(|| Self(folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

/// Writes until there is no room.
fn fill(ballast: &Path) {
    use std::io::Write;
    let mut file = fs::File::create(ballast).expect("a file");
    for size in [1 << 16, 1 << 9, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

/// Feeds a hub while its store fails and comes back, so many times.
async fn fail(place: &Place, times: usize, down: impl Fn(), up: impl Fn()) {
    let (_program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let sink = sink(&seen).await;
    stage.hook(&sink.url(), json!({})).await;
    let (_hub, address) = watch::channel(vec![addr]);
    let feeder = Feeder::begin(address, &[path], 200);
    let mut slowest = Duration::ZERO;
    for _ in 0..times {
        let (count, refused) = (feeder.count(), feeder.refused().len());
        until(async || (feeder.count() > count + 50).then_some(())).await;
        down();
        until(async || (feeder.refused().len() > refused + 20).then_some(())).await;
        assert_eq!(stage.admin.get("/livez").await.status, 200);
        let (count, begun) = (feeder.count(), Instant::now());
        up();
        let back = async || (feeder.count() > count + 10).then_some(());
        within(BACK * 4, back).await.expect("it comes back without a restart");
        slowest = slowest.max(begun.elapsed());
    }
    let refused = feeder.refused();
    let acked = feeder.stop().await;
    println!(
        "{times} times: {} acknowledged, {} refused, back after at most {slowest:?}",
        acked.len(),
        refused.len()
    );
    assert!(refused.iter().all(|it| it.status == 503 && it.later), "{refused:?}");
    until(async || acked.is_subset(&seen.lock().expect("a set")).then_some(())).await;
    assert!(slowest <= BACK, "{slowest:?}");
    until(async || reads_again(&stage).await.then_some(())).await;
    assert_eq!(stage.all("events").await.len(), acked.len(), "one event each, for repeats too");
}

/// Whether all connections that read are sound: more requests in a row than there are of those.
async fn reads_again(stage: &Stage) -> bool {
    for _ in 0..8 {
        if stage.admin.get("/readyz").await.status != 200 {
            return false;
        }
    }
    true
}

/// An endpoint that notes the numbers of what was fed.
async fn sink(seen: &Arc<Mutex<BTreeSet<u32>>>) -> Sink {
    let seen = seen.clone();
    Sink::answering(move |arrived| {
        let body: serde_json::Value = serde_json::from_slice(&arrived.body).expect("JSON");
        let number = body["data"]["message_id"].as_str().and_then(|it| it.parse().ok());
        seen.lock().expect("a set").insert(number.expect("a number"));
        async { says(200) }
    })
    .await
}
