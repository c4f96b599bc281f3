//! The breaker: a crowd waits for probes, and whoever is alone does not.

use crate::on_scenes;
use crate::scene::{Scene, pass};
use serde_json::{Value, json};
use std::collections::HashMap;

on_scenes!(
    a_crowd_waits_while_one_probes,
    one_delivery_keeps_to_its_schedule_however_often_it_fails,
    an_open_breaker_stays_open_over_a_restart,
);

/// More deliveries than are ever let through side by side.
const CROWD: usize = 40;

const GAPS: [u32; 4] = [20, 20, 20, 20];

/// Has a crowd fail until the breaker opens; gives the webhook's path, the deliveries' events, and
/// how many requests had come by then.
async fn open(scene: &Scene) -> (String, Vec<String>, usize) {
    let hook = scene.hook(&GAPS).await;
    let events = scene.stage.publish(CROWD).await;
    scene.arrived(CROWD).await;
    let shown = scene.once(&hook, |it| it["health"]["failures"] == CROWD).await;
    let health = &shown["health"];
    assert_eq!(health["state"], "closed", "it fails for too short a time: {health}");
    assert_eq!(health["last_error"], "the status is 500");
    pass(22.0);
    let shown = scene.once(&hook, |it| it["health"]["state"] == "open").await;
    assert!(shown["health"]["open_since"].is_string() && shown["state"] == "active", "{shown}");
    let failures = shown["health"]["failures"].as_u64().expect("a number");
    (hook, events, usize::try_from(failures).expect("a few"))
}

fn probes(shown: &Value, count: usize) -> bool {
    shown["health"]["failures"] == count
}

async fn a_crowd_waits_while_one_probes(scene: Scene) -> Scene {
    let (hook, events, mut count) = open(&scene).await;
    assert_eq!(scene.sink.arrived().len(), count);
    assert!(count < CROWD + 5, "the first failure after ten seconds opens it: {count}");
    for gap in [6.0, 11.0, 21.0] {
        pass(gap);
        count += 1;
        scene.once(&hook, |it| probes(it, count)).await;
        assert_eq!(scene.sink.arrived().len(), count, "one at a time");
    }
    scene.fail(false);
    pass(41.0);
    for event in &events {
        scene.stage.delivery(event, "delivered").await;
    }
    let shown = scene.once(&hook, |it| it["health"]["failures"] == 0).await;
    let health = &shown["health"];
    assert_eq!((&health["state"], &health["open_since"]), (&json!("closed"), &Value::Null));
    let mut attempts: HashMap<String, usize> = HashMap::new();
    for one in scene.sink.arrived() {
        *attempts.entry(one.id().to_owned()).or_default() += 1;
    }
    assert_eq!(attempts.len(), CROWD);
    assert!(attempts.values().sum::<usize>() < 2 * CROWD + 10, "{attempts:?}");
    scene
}

async fn one_delivery_keeps_to_its_schedule_however_often_it_fails(scene: Scene) -> Scene {
    let hook = scene.hook(&[2; 49]).await;
    let event = scene.stage.publish(1).await.remove(0);
    for count in 1..=40 {
        scene.attempts(&event, count).await;
        pass(2.2);
    }
    let shown = scene.once(&hook, |it| it["health"]["failures"].as_u64() >= Some(40)).await;
    assert_eq!(shown["health"]["state"], "closed", "{shown}");
    let delivery = scene.stage.delivery(&event, "pending").await;
    let started = scene.stage.attempts(&delivery).await;
    let started: Vec<f64> = started.iter().map(|it| seconds(&it["started_at"])).collect();
    for pair in started.windows(2) {
        let gap = pair[1] - pair[0];
        assert!((2.0..=4.2 + 2.2).contains(&gap), "{gap}");
    }
    scene
}

fn seconds(at: &Value) -> f64 {
    let text = at.as_str().expect("a time");
    let (_, time) = text.split_once('T').expect("a time");
    let parts: Vec<f64> =
        time.trim_end_matches('Z').split(':').map(|it| it.parse().expect("a number")).collect();
    parts[0] * 3600.0 + parts[1] * 60.0 + parts[2]
}

async fn an_open_breaker_stays_open_over_a_restart(scene: Scene) -> Scene {
    let (hook, events, count) = open(&scene).await;
    let scene = scene.restart().await;
    // What it was before is known again; the first probe is made at once.
    let shown = scene.once(&hook, |it| probes(it, count + 1)).await;
    assert_eq!(shown["health"]["state"], "open", "{shown}");
    assert_eq!(scene.sink.arrived().len(), count + 1);
    scene.fail(false);
    pass(60.0);
    for event in &events {
        scene.stage.delivery(event, "delivered").await;
    }
    scene
}
