//! All hubs are away for longer than events are kept: what was still to be delivered is, all the
//! same.

use crate::hubs::Hubs;
use serde_json::json;
use std::future::pending;
use tests::{Engine, Place, Sink, Stage, run_on_postgres, until};

const EVENTS: usize = 20;

/// How long they are away, in days. Nobody waits for that: all that tells the time in the store is
/// moved back by as much.
const DAYS: i64 = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_hub_held_outlives_retention() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let hung = Sink::answering(|_| pending()).await;
    let mut hubs = Hubs::of(place, 1).await;
    let stage = Stage::new(&hubs.admin(0)).await;
    let hook = stage.hook(&hung.url(), json!({})).await;
    stage.publish(EVENTS).await;
    hubs.kill(0).await;
    age(&hubs.database);

    let hub = hubs.join(&[("TIDINGS_LIMITS_RETENTION", "1d")]).await;
    let stage = stage.at(hubs.admin(hub));
    let sink = Sink::saying(200).await;
    stage.admin.patch(&hook.path, json!({"url": sink.url()})).await.is(200);
    until(async || (sink.arrived().len() >= EVENTS).then_some(())).await;
}

/// Makes all of it older.
fn age(database: &str) {
    let ms = DAYS * 86_400_000;
    for statement in [
        format!(
            "UPDATE event SET received_at = received_at - {ms}, id = CAST(lpad(to_hex(received_at \
             - {ms}), 12, '0') || substr(replace(id::text, '-', ''), 13) AS uuid)"
        ),
        format!("UPDATE hub SET beat_at = beat_at - {ms}, low_water = low_water - {ms}"),
        "UPDATE house SET due_at = 0".to_owned(),
    ] {
        run_on_postgres(database, &statement);
    }
}
