//! Hubs that only take callbacks, and hubs that only make deliveries.

use crate::hubs::Hubs;
use crate::scene::Scene;
use crate::{HOOKS, LOAD};
use std::time::Duration;
use tests::{Engine, Feeder, Place, until};

const ROLE: &str = "TIDINGS_ROLE";

/// How often the one that makes deliveries is killed.
const KILLS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_takes_and_another_delivers() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let mut hubs = Hubs::new(place);
    let takes = hubs.join(&[(ROLE, "callbacks")]).await;
    let delivers = hubs.join_unseen(&[(ROLE, "dispatch")]).await;
    let scene = Scene::set(&hubs.admin(takes), HOOKS, Duration::ZERO).await;
    only_dispatches(&hubs, delivers, &scene.paths[0]).await;
    let feeder = Feeder::begin(hubs.called(), &scene.paths, LOAD);
    let mut kills = Vec::new();
    for _ in 0..KILLS {
        let (count, newest) = (feeder.count(), scene.ledger.newest());
        until(async || (feeder.count() > count + LOAD as usize).then_some(())).await;
        until(async || (scene.ledger.newest() > newest).then_some(())).await;
        kills.push(hubs.kill_and_start_unseen(delivers).await);
    }
    assert!(feeder.refused().is_empty(), "the other one is not needed to take callbacks");
    let acked = feeder.stop().await;
    let verdict = scene.judge(&acked, &kills).await;
    println!("{KILLS} kills, {} acknowledged, {verdict}", acked.len());
    verdict.holds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_only_takes_sends_nothing() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let mut hubs = Hubs::new(place);
    let takes = hubs.join(&[(ROLE, "callbacks")]).await;
    let scene = Scene::set(&hubs.admin(takes), 1, Duration::ZERO).await;
    let feeder = Feeder::begin(hubs.called(), &scene.paths, LOAD);
    until(async || (feeder.count() > LOAD as usize).then_some(())).await;
    let acked = feeder.stop().await;
    assert_eq!(scene.ledger.newest(), None, "there is nobody to send it");
    hubs.join_unseen(&[(ROLE, "dispatch")]).await;
    scene.judge(&acked, &[]).await.holds();
}

/// It has no API and takes no callbacks, and says how it is.
async fn only_dispatches(hubs: &Hubs, member: usize, source: &str) {
    let admin = hubs.admin(member);
    for path in ["/v1/projects", "/v1/event-types", source] {
        assert_eq!(admin.get(path).await.status, 404, "GET {path}");
        assert_eq!(admin.act(path).await.status, 404, "POST {path}");
    }
    for path in ["/livez", "/readyz", "/metrics"] {
        assert_eq!(admin.get(path).await.status, 200, "{path}");
    }
}
