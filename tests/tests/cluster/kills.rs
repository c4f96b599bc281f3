//! Hubs that are killed at random, while the others go on.

use crate::hubs::Hubs;
use crate::scene::Scene;
use crate::{HEAVY_LOAD, HOOKS, LOAD, runs};
use std::time::{Duration, Instant};
use tests::{Engine, Feeder, Place, until};
use tokio::time::sleep;

/// How many hubs there are when none was killed just now.
const WIDTH: usize = 3;

/// How long a webhook may hear nothing while there is load: what a killed hub held is found to be
/// nobody's, claimed, and sent.
const SILENCE: Duration = Duration::from_secs(12);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hubs_killed_at_random() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let (load, time) = if tests::long() { (HEAVY_LOAD, 60) } else { (LOAD, 20) };
    let mut hubs = Hubs::of(place, WIDTH).await;
    let scene = Scene::set(&hubs.admin(0), HOOKS, Duration::ZERO).await;
    let feeder = Feeder::begin(hubs.called(), &scene.paths, load);
    let begun = Instant::now();
    let mut kills = Vec::new();
    while begun.elapsed() < Duration::from_secs(time) {
        sleep(Duration::from_millis(rand::random_range(300..2500))).await;
        let member = rand::random_range(0..hubs.len());
        kills.push(hubs.kill(member).await);
        if hubs.len() == 1 || rand::random() {
            hubs.grow(WIDTH).await;
        }
    }
    hubs.grow(WIDTH).await;
    let silence = scene.ledger.silence(begun, Instant::now());
    let acked = feeder.stop().await;
    let verdict = scene.judge(&acked, &kills).await;
    println!(
        "{} kills, {} acknowledged, {verdict}, silent for {silence:?}",
        kills.len(),
        acked.len()
    );
    verdict.holds();
    let load = usize::try_from(load).expect("a number");
    assert!(acked.len() > load, "there was load");
    assert!(verdict.repeated <= kills.len() * load, "more than was on its way at the kills");
    assert!(silence <= SILENCE, "a webhook heard nothing for {silence:?}");
    // Nothing waits any more, so nothing is left of the runs that were ended.
    until(async || (runs::known(&hubs.database).len() == WIDTH).then_some(())).await;
}
