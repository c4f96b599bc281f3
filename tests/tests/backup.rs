//! A store is backed up while a hub runs on it, and put back.

use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tests::{Client, Engine, Feeder, Place, Sink, Stage, admin, until};
use tokio::sync::watch;

/// Callbacks a second.
const LOAD: u32 = 300;

/// Runs a command of a place; gives its exit code and what it said.
async fn run(place: &Place, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = place.command(arguments);
    let done = tokio::task::spawn_blocking(move || command.output()).await.expect("it ends");
    let done = done.expect("the program runs");
    let said = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// A place of its own, for the store of a backup.
fn other(place: &Place) -> Place {
    let other = place.beside();
    let url = format!("sqlite://{}/tidings.db", other.folder.path().display());
    other.with("TIDINGS_DATABASE_URL", &url)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

/// The numbers of the events that a hub has.
async fn numbers(admin: Client, stage: &Stage) -> BTreeSet<u32> {
    let events = stage.at(admin).all("events").await;
    let number = |it: &serde_json::Value| it["message_id"].as_str().and_then(|it| it.parse().ok());
    events.iter().filter_map(number).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_is_put_back() {
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let (_program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url(), json!({})).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    let (_hubs, called) = watch::channel(vec![addr]);
    let feeder = Feeder::begin(called, &[path], LOAD);
    let folder = tempfile::tempdir().expect("a folder");
    let times = if tests::long() { 20 } else { 3 };
    let mut backups: Vec<(PathBuf, BTreeSet<u32>)> = Vec::new();
    for number in 0..times {
        let so_far = feeder.count() + LOAD as usize / 2;
        until(async || (feeder.count() >= so_far).then_some(())).await;
        let before = feeder.acked();
        let file = folder.path().join(format!("{number}.db"));
        let (code, said) = run(&place, &["backup", text(&file)]).await;
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o077, 0);
        backups.push((file, before));
    }
    feeder.stop().await;
    for (file, before) in &backups {
        let place = other(&place);
        let (code, said) = run(&place, &["restore", text(file)]).await;
        assert_eq!(code, Some(0), "{said}");
        let (_program, addr) = place.start().await;
        let restored = numbers(admin(addr), &stage).await;
        let lost: Vec<_> = before.difference(&restored).take(10).collect();
        println!("{} acknowledged before, {} restored", before.len(), restored.len());
        assert!(lost.is_empty(), "acknowledged before and lost: {lost:?}");
        let stage = stage.at(admin(addr));
        let all = async || stage.all("deliveries?state=delivered").await.len() >= restored.len();
        until(async || all().await.then_some(())).await;
    }
    assert!(backups.iter().all(|(_, before)| before.len() > 100), "there was load");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_over_and_nothing_else_is_put_back() {
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let (program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.db");
    let (code, said) = run(&place, &["backup", text(&file)]).await;
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(&place, &["backup", text(&file)]).await;
    assert!(code == Some(1) && said.contains("is there already"), "{said}");
    let (code, said) = run(&place, &["restore", text(&file)]).await;
    assert!(code == Some(1) && said.contains("is there already"), "{said}");
    drop(program);
    let cut = folder.path().join("cut.db");
    let whole = fs::read(&file).expect("it reads");
    fs::write(&cut, &whole[..whole.len() / 2]).expect("it is written");
    let other = other(&place);
    for wrong in [&cut, &folder.path().join("nothing.db")] {
        let (code, said) = run(&other, &["restore", text(wrong)]).await;
        assert!(code == Some(1) && said.contains("is no backup"), "{said}");
    }
    let (code, said) = run(&other, &["restore", text(&file)]).await;
    assert_eq!(code, Some(0), "{said}");
    let (_program, addr) = other.start().await;
    admin(addr).get(&stage.project).await.is(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_server_has_tools_of_its_own() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let (code, said) = run(&place, &["backup", "backup.db"]).await;
    assert!(code == Some(2) && said.contains("pg_dump"), "{said}");
}
