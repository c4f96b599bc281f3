//! A hub that stands still, is given up by the others, and goes on.

use crate::hubs::Hubs;
use crate::scene::Scene;
use crate::{FENCED, HOOKS, LOAD, runs};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};
use tests::{Engine, Feeder, Place, Sink, Stage, Upset, ask_postgres, until, within};
use tokio::time::sleep;

/// Events whose endpoint refuses them, as often as it is asked: as many as no breaker holds.
const REFUSED: usize = 16;
const ATTEMPTS: usize = 16;

/// How long a hub that woke up is watched for what it might still write.
const WATCHED: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_hub_writes_nothing_stale() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let hubs = Hubs::of(place, 3).await;
    let (database, hub) = (&hubs.database, hubs.at(1));
    let scene = Scene::set(&hubs.admin(0), HOOKS, Duration::ZERO).await;
    let feeder = Feeder::begin(hubs.called(), &scene.paths, LOAD);
    until(async || (feeder.acked_by(hub.addr).len() > LOAD as usize).then_some(())).await;
    let refusing = refuse(&hubs, 1).await;

    hub.program.halt();
    let halted = Instant::now();
    hubs.hide(hub.addr);
    let fenced = async || runs::is_fenced(database, hub.run).then_some(());
    within(FENCED, fenced).await.expect("the others end its run");
    let fenced = halted.elapsed();
    let rest = if tests::long() { 60 } else { 3 };
    sleep(Duration::from_secs(rest)).await;
    let (written, before) = (outcomes(database, hub.run), runs::known(database));

    hub.program.go_on();
    let woke = Instant::now();
    hubs.show(hub.addr);
    sleep(WATCHED).await;
    assert!(!written.is_empty(), "it had made deliveries");
    let later = outcomes(database, hub.run);
    let stale: Vec<_> = later.symmetric_difference(&written).collect();
    assert_eq!(stale, [&[""; 0]; 0], "an ended run writes nothing");
    assert_eq!(runs::count(database, "hub WHERE beat_at > fenced_at"), 0, "nor of itself");
    let begun = async || runs::known(database).into_iter().find(|run| !before.contains(run));
    let next = until(begun).await;
    until(async || (runs::delivered(database, next) > 0).then_some(())).await;

    let acked = feeder.stop().await;
    let verdict = scene.judge(&acked, &[Upset::halt(halted, woke)]).await;
    println!("fenced after {fenced:?}, {} acknowledged, {verdict}", acked.len());
    verdict.holds();
    assert!(verdict.repeated <= LOAD as usize, "more than was on its way");
    used_up(database, &refusing).await;
}

/// Makes a webhook whose endpoint refuses, and publishes for it at one of the hubs.
async fn refuse(hubs: &Hubs, member: usize) -> Sink {
    let sink = Sink::saying(500).await;
    let stage = Stage::of(&hubs.admin(member), "refused.example").await;
    stage.hook(&sink.url(), json!({"schedule": vec![1; ATTEMPTS - 1]})).await;
    stage.publish(REFUSED).await;
    until(async || (sink.arrived().len() > REFUSED).then_some(())).await;
    sink
}

/// The outcomes that a run has written: event, webhook, attempts, state.
fn outcomes(database: &str, run: i32) -> BTreeSet<Vec<String>> {
    let what = "SELECT event, webhook, attempts, state FROM delivery";
    let question = format!("{what} WHERE owner = {run} AND state > 0");
    ask_postgres(database, &question).into_iter().collect()
}

/// Waits until every event that was refused is given up, and counts what that took.
async fn used_up(database: &str, sink: &Sink) {
    let given_up = format!("delivery WHERE state = 2 AND attempts = {ATTEMPTS}");
    let refused = i32::try_from(REFUSED).expect("a number");
    until(async || (runs::count(database, &given_up) == refused).then_some(())).await;
    assert_eq!(runs::count(database, &format!("delivery WHERE attempts > {ATTEMPTS}")), 0);
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for arrived in sink.arrived() {
        *by_id.entry(arrived.id().to_owned()).or_default() += 1;
    }
    assert_eq!(by_id.len(), REFUSED);
    // One was on its way when the hub stood still, and one may have been when it went on.
    let counts: Vec<usize> = by_id.into_values().collect();
    let fits = |count: &usize| (ATTEMPTS..=ATTEMPTS + 2).contains(count);
    assert!(counts.iter().all(fits), "{counts:?}");
}
