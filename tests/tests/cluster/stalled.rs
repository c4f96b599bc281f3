//! A hub that stands still in the middle of a change holds up others for a moment only.

use crate::hubs::Hubs;
use crate::{LEASE, runs};
use serde_json::json;
use std::time::Instant;
use tests::{Engine, Place, Stage, until};

/// How often a hub is stopped while it changes something.
const STOPS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_fenced_for_who_stalls() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let hubs = Hubs::of(place, 2).await;
    let stage = Stage::new(&hubs.admin(0)).await;
    let hook = stage.hook("https://hooks.example/", json!({})).await;
    let (lives, changes) = (stage.at(hubs.admin(1)), stage.clone());
    let changing = tokio::spawn(async move {
        for round in 0_u64.. {
            changes.admin.patch(&hook.path, json!({"title": round.to_string()})).await;
        }
    });
    for _ in 0..STOPS {
        hubs.at(0).program.halt();
        let halted = Instant::now();
        lives.publish(1).await;
        assert!(halted.elapsed() < LEASE, "held up for {:?}", halted.elapsed());
        hubs.at(0).program.go_on();
        until(async || (stage.admin.get("/readyz").await.status == 200).then_some(())).await;
    }
    changing.abort();
    assert!(!runs::is_fenced(&hubs.database, hubs.at(1).run));
}
