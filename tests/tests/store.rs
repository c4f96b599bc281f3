//! Stores that a hub must not be started on.

use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use tests::{Engine, Place, Proxy, Sink, Stage, admin, run_on_postgres, until};

/// A step that no binary knows, and that older ones work with.
const NEAR_FUTURE: &str =
    "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)";

/// One that asks of binaries that they know it: `m9999_future`.
const FUTURE: &str = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0); \
     UPDATE meta SET value = CAST('m9999_future' AS {bytes}) WHERE name = 'oldest'";

/// Starts a hub that must not start; gives its exit code and what it complained of.
fn refused(place: &Place) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } =
        place.command(&["serve"]).output().expect("the program runs");
    assert_eq!(String::from_utf8_lossy(&stdout), "", "it does not listen");
    (status.code(), String::from_utf8_lossy(&stderr).into_owned())
}

/// Starts a hub that starts, and stops it.
async fn starts(place: &Place) {
    let (mut program, _) = place.start().await;
    program.tell_to_stop();
    assert!(program.ended().await.success());
}

#[tokio::test]
async fn another_instance_key_is_refused_on_sqlite() {
    another_key(Engine::Sqlite).await;
}

#[tokio::test]
async fn another_instance_key_is_refused_on_postgres() {
    another_key(Engine::Postgres).await;
}

async fn another_key(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    starts(&place).await;
    let key = place.variable("TIDINGS_SECRET_KEY").to_owned();
    let place = place.with("TIDINGS_SECRET_KEY", "another-instance-key-of-a-hub-in-tests");
    let (code, why) = refused(&place);
    assert_eq!(code, Some(1), "{why}");
    assert!(why.contains("the instance key is not the one"), "{why}");
    assert!(!why.contains("another-instance-key"), "it is a secret all the same: {why}");
    starts(&place.with("TIDINGS_SECRET_KEY", &key)).await;
}

#[tokio::test]
async fn a_newer_schema_is_refused_on_sqlite() {
    if tests::python_path().is_none() {
        return;
    }
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    starts(&place).await;
    let script = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db: db.executescript(sys.argv[2])";
    let mut command = Command::new("python3");
    command.args(["-c", script]).arg(place.folder.path().join("tidings.db"));
    command.arg(FUTURE.replace("{bytes}", "BLOB"));
    assert!(command.status().expect("python runs").success());
    newer(&place);
}

#[tokio::test]
async fn a_newer_schema_is_refused_on_postgres() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    starts(&place).await;
    let future = FUTURE.replace("{bytes}", "BYTEA");
    run_on_postgres(place.variable("TIDINGS_DATABASE_URL"), &future);
    newer(&place);
}

#[tokio::test]
async fn an_upgrade_rolls_through_hubs() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    starts(&place).await;
    run_on_postgres(place.variable("TIDINGS_DATABASE_URL"), NEAR_FUTURE);
    // The older version starts beside the newer one, whose schema says that it may.
    starts(&place).await;
}

fn newer(place: &Place) {
    let (code, why) = refused(place);
    assert_eq!(code, Some(1), "{why}");
    assert!(why.contains("newer schema") && why.contains("m9999_future"), "{why}");
    let migrate = place.command(&["migrate"]).output().expect("the program runs");
    assert_eq!(migrate.status.code(), Some(1), "nor is it migrated");
}

#[tokio::test]
async fn one_hub_at_a_time_has_a_file_and_a_killed_one_lets_go_of_it() {
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let (program, _) = place.start().await;
    let (code, why) = refused(&place);
    assert_eq!(code, Some(1), "{why}");
    assert!(why.contains("another hub is running"), "{why}");
    program.kill().await;
    starts(&place).await;
}

#[tokio::test]
async fn a_link_to_a_store_is_that_store() {
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let file = place.folder.path().join("tidings.db");
    let link = place.folder.path().join("link.db");
    std::os::unix::fs::symlink(&file, &link).expect("a link");
    let (program, _) = place.start().await;
    let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o077, 0, "nobody else reads it");
    let place = place.with("TIDINGS_DATABASE_URL", &format!("sqlite://{}", link.display()));
    let (code, why) = refused(&place);
    assert_eq!(code, Some(1), "{why}");
    assert!(why.contains("another hub is running"), "{why}");
    program.kill().await;
    starts(&place).await;
}

#[tokio::test]
async fn a_store_does_without_its_journal_only_after_a_good_end() {
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let journal = place.folder.path().join("tidings.journal");
    starts(&place).await;
    std::fs::remove_file(&journal).expect("it is there");
    let (program, _) = place.start().await;
    program.kill().await;
    std::fs::remove_file(&journal).expect("it is there");
    let (code, why) = refused(&place);
    assert_eq!(code, Some(1), "{why}");
    assert!(why.contains("tidings.journal is missing"), "{why}");
    std::fs::write(&journal, "").expect("it is made");
    starts(&place).await;
}

#[tokio::test]
async fn two_hubs_share_a_database_and_none_of_it_twice() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let (_first, here) = place.start().await;
    let stage = Stage::new(&admin(here)).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url(), json!({})).await;
    let (second, there) = place.start().await;
    let there = stage.at(admin(there));
    let mut events = there.publish(50).await;
    events.extend(stage.publish(50).await);
    let mut arrived: Vec<_> = sink.once(100).await.iter().map(|it| it.id().to_owned()).collect();
    arrived.sort();
    events.sort();
    assert_eq!(arrived, events, "each once");
    // What a killed hub still held, the other sends.
    let held = there.publish(50).await;
    second.kill().await;
    until(async || {
        let arrived = sink.arrived();
        held.iter().all(|event| arrived.iter().any(|it| it.id() == event)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_database_on_its_way_up_is_waited_for() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let (proxy, way) = Proxy::to_postgres(place.variable("TIDINGS_DATABASE_URL")).await;
    proxy.cut();
    let place = place.with("TIDINGS_DATABASE_URL", &way);
    let mut program = place.spawn();
    let log = place.folder.path().join("hub.log");
    let told = async || {
        let log = fs::read_to_string(&log).unwrap_or_default();
        log.contains("Waiting for the database").then_some(())
    };
    until(told).await;
    proxy.open();
    program.listens().await.expect("it starts");
    let log = fs::read_to_string(&log).expect("a log");
    assert_eq!(log.matches("Waiting for the database").count(), 1, "{log}");
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_not_waited_for() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let url = format!("{}_of_nobody", place.variable("TIDINGS_DATABASE_URL"));
    let begun = Instant::now();
    let (code, why) = refused(&place.with("TIDINGS_DATABASE_URL", &url));
    assert_eq!(code, Some(1), "{why}");
    assert!(why.contains("does not exist"), "{why}");
    assert!(begun.elapsed() < Duration::from_secs(10), "it gives up at once");
}
