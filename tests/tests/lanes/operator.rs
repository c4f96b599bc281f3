//! What the operator is told of webhooks, and how.

use crate::on_scenes;
use crate::scene::{Scene, pass};
use serde_json::json;
use std::collections::HashSet;
use tests::text;

on_scenes!(
    what_fails_for_minutes_is_told_and_so_is_the_end_of_it,
    what_is_given_up_is_told_together,
    what_the_operator_refuses_is_said_again,
);

const MINUTES: f64 = 60.0;

/// A webhook fails until the operator knows; gives its path.
async fn fail_for_minutes(scene: &Scene) -> String {
    let hook = scene.hook(&[60; 20]).await;
    let event = scene.stage.publish(1).await.remove(0);
    for count in 1..=6 {
        scene.attempts(&event, count).await;
        pass(1.1 * MINUTES);
    }
    hook
}

async fn what_fails_for_minutes_is_told_and_so_is_the_end_of_it(scene: Scene) -> Scene {
    let hook = fail_for_minutes(&scene).await;
    let told = scene.told("webhook.failing", 1).await.remove(0);
    let data = &told["data"];
    assert_eq!((&data["project"], &data["title"]), (&json!("shop.example"), &json!("CRM")));
    assert!(hook.ends_with(&text(data, "webhook")));
    assert_eq!(data["reason"], "the status is 500");
    assert!(data["failures"].as_u64().is_some_and(|it| it >= 5), "{told}");
    assert!(data["failing_since"].is_string());
    scene.fail(false);
    pass(1.1 * MINUTES);
    scene.told("webhook.recovered", 1).await;
    let all = scene.operator.arrived();
    assert_eq!(all.len(), 2, "each once");
    assert!(all.iter().all(|it| it.id() == text(&body(&it.body)["data"], "id")));
    scene
}

fn body(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).expect("JSON")
}

async fn what_is_given_up_is_told_together(scene: Scene) -> Scene {
    let hook = scene.hook(&[]).await;
    let deliveries = async |count: usize| {
        let told = scene.told("delivery.exhausted", count).await;
        told.iter().filter_map(|it| it["data"]["deliveries"].as_u64()).sum::<u64>()
    };
    scene.stage.publish(1).await;
    assert_eq!(deliveries(1).await, 1);
    // What is given up between two rounds of writing down would be told together anyway.
    for failures in [11, 21, 31] {
        scene.stage.publish(10).await;
        scene.once(&hook, |it| it["health"]["failures"] == failures).await;
    }
    pass(10.1 * MINUTES);
    assert_eq!(deliveries(2).await, 31);
    assert_eq!(scene.operator.arrived().len(), 2, "thirty are told in one");
    scene
}

async fn what_the_operator_refuses_is_said_again(scene: Scene) -> Scene {
    scene.refuse(2);
    scene.hook(&[]).await;
    scene.stage.publish(1).await;
    scene.told("delivery.exhausted", 1).await;
    // It is written down that it is to be said again, and when.
    let scene = scene.restart().await;
    pass(106.0);
    scene.told("delivery.exhausted", 2).await;
    let scene = scene.restart().await;
    pass(106.0);
    scene.told("delivery.exhausted", 3).await;
    let all = scene.operator.arrived();
    let ids: HashSet<_> = all.iter().map(|it| it.id().to_owned()).collect();
    assert_eq!(ids.len(), 1, "the same id each time");
    let stamps: HashSet<_> = all.iter().map(|it| it.header("webhook-timestamp")).collect();
    assert_eq!(stamps.len(), 3, "a fresh timestamp each time");
    scene
}
