//! A webhook that has failed for days gets nothing more, until somebody resumes it.

use crate::on_scenes;
use crate::scene::{Scene, pass};
use serde_json::json;
use tests::text;

on_scenes!(nothing_but_failures_for_days_disable_a_webhook, one_success_in_between_keeps_it);

const HOURS: f64 = 3600.0;

/// Fails that often in a row, with so many hours in between.
async fn fail(scene: &Scene, event: &str, times: std::ops::RangeInclusive<usize>, hours: f64) {
    for count in times {
        scene.attempts(event, count).await;
        pass(hours * HOURS);
    }
}

async fn nothing_but_failures_for_days_disable_a_webhook(scene: Scene) -> Scene {
    let hook = scene.hook(&[3600; 40]).await;
    let event = scene.stage.publish(1).await.remove(0);
    fail(&scene, &event, 1..=22, 2.2).await;
    let shown = scene.once(&hook, |it| it["state"] == "disabled").await;
    assert!(text(&shown, "paused_reason").contains("for 2 days"), "{shown}");
    let told = scene.told("webhook.disabled", 1).await.remove(0);
    assert_eq!(told["data"]["reason"], "the status is 500");
    assert!(hook.ends_with(&text(&told["data"], "webhook")));
    // What comes is not owed; what was owed waits.
    let later = scene.stage.publish(1).await.remove(0);
    let owed = scene.stage.get(&format!("events/{later}/deliveries")).await;
    assert_eq!(owed["data"], json!([]));
    scene.stage.delivery(&event, "pending").await;
    let before = scene.sink.arrived().len();
    scene.fail(false);
    let scene = scene.restart().await;
    pass(30.0 * HOURS);
    assert_eq!(scene.once(&hook, |_| true).await["state"], "disabled");
    assert_eq!(scene.sink.arrived().len(), before);
    scene.stage.admin.act(&format!("{hook}/resume")).await.is(200);
    scene.stage.delivery(&event, "delivered").await;
    scene.told("webhook.recovered", 1).await;
    let shown = scene.once(&hook, |it| it["health"]["failures"] == 0).await;
    assert_eq!((&shown["state"], &shown["paused_reason"]), (&json!("active"), &json!(null)));
    scene
}

async fn one_success_in_between_keeps_it(scene: Scene) -> Scene {
    let hook = scene.hook(&[3600; 40]).await;
    let first = scene.stage.publish(1).await.remove(0);
    fail(&scene, &first, 1..=20, 2.2).await;
    scene.once(&hook, |it| it["health"]["failures"] == 21).await;
    scene.fail(false);
    pass(2.2 * HOURS);
    scene.stage.delivery(&first, "delivered").await;
    scene.fail(true);
    let second = scene.stage.publish(1).await.remove(0);
    fail(&scene, &second, 1..=20, 2.2).await;
    let shown = scene.once(&hook, |it| it["health"]["failures"] == 21).await;
    assert_eq!(shown["state"], "active", "four days, but not of nothing but failures");
    scene
}
