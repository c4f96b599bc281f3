//! What is owed and not sent: paused, deleted, not verified.

use serde_json::{Value, json};
use store::{PatchWebhook, Verification, Webhook};
use tests::{Arrived, Hub, Sink, Stage, on_both, says, until};

on_both!(
    crate::HUBS;
    a_pause_keeps_what_is_owed,
    a_webhook_that_is_disabled_is_owed_nothing,
    deleting_a_webhook_cancels_what_it_was_owed,
    a_webhook_that_is_not_verified_waits_where_that_is_required,
);

/// Publishes so many events while one webhook gets nothing; another that gets all of them says
/// when it would have.
async fn publish_beside(stage: &Stage, count: usize) -> Vec<String> {
    let beside = Sink::saying(200).await;
    let hook = stage.hook(&beside.url(), json!({})).await;
    let events = stage.publish(count).await;
    beside.once(count).await;
    stage.admin.delete(&hook.path).await.is(204);
    events
}

/// The states of the deliveries of an event.
async fn states(stage: &Stage, event: &str) -> Vec<String> {
    let all = stage.get(&format!("events/{event}/deliveries")).await;
    let all = all["data"].as_array().expect("a list").iter();
    let mut states: Vec<_> = all.map(|it| tests::text(it, "state")).collect();
    states.sort();
    states
}

async fn a_pause_keeps_what_is_owed(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let first = stage.publish(1).await.remove(0);
    stage.delivery(&first, "delivered").await;
    stage.act(&hook, "pause").await;
    let events = publish_beside(&stage, 300).await;
    assert_eq!(sink.arrived().len(), 1);
    assert_eq!(states(&stage, &events[7]).await, ["delivered", "pending"]);
    stage.act(&hook, "resume").await;
    let arrived = sink.once(301).await;
    let mut ids: Vec<_> = arrived.iter().map(Arrived::id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 301, "each once");
    until(async || {
        (states(&stage, &events[299]).await == ["delivered", "delivered"]).then_some(())
    })
    .await;
}

async fn a_webhook_that_is_disabled_is_owed_nothing(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    hub.admin.patch(&hook.path, json!({"state": "disabled"})).await.is(200);
    let event = publish_beside(&stage, 1).await.remove(0);
    assert_eq!(states(&stage, &event).await, ["delivered"]);
    hub.admin.patch(&hook.path, json!({"state": "active"})).await.is(200);
    let later = stage.publish(1).await.remove(0);
    stage.delivery(&later, "delivered").await;
    assert_eq!(sink.once(1).await[0].id(), later);
}

async fn deleting_a_webhook_cancels_what_it_was_owed(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::keeping(|place| async move { says(if place == 0 { 200 } else { 500 }) }).await;
    let hook = stage.hook(&sink.url(), json!({"schedule": [3600]})).await;
    let done = stage.publish(1).await.remove(0);
    stage.delivery(&done, "delivered").await;
    let failed = stage.publish(20).await;
    sink.once(21).await;
    stage.act(&hook, "pause").await;
    let kept = stage.publish(20).await;
    hub.admin.delete(&hook.path).await.is(204);
    let pending = async || {
        let pending = stage.get("deliveries?state=pending").await;
        (pending["data"] == json!([])).then_some(())
    };
    until(pending).await;
    for event in failed.iter().chain(&kept) {
        assert_eq!(states(&stage, event).await, ["cancelled"]);
    }
    assert_eq!(states(&stage, &done).await, ["delivered"]);
    let event = publish_beside(&stage, 1).await.remove(0);
    assert_eq!(states(&stage, &event).await, ["delivered"], "owed to no webhook that is gone");
    assert_eq!(sink.arrived().len(), 21);
}

async fn a_webhook_that_is_not_verified_waits_where_that_is_required(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let require = async |required: bool| {
        let patch = json!({"require_verification": required});
        hub.admin.patch(&stage.project, patch).await.is(200);
    };
    require(true).await;
    let first = stage.publish(1).await.remove(0);
    assert_eq!(stage.delivery(&first, "pending").await["attempts"], 0);
    require(false).await;
    stage.delivery(&first, "delivered").await;
    require(true).await;
    let second = stage.publish(1).await.remove(0);
    assert_eq!(stage.delivery(&second, "pending").await["attempts"], 0);
    verify(hub, &hook.id).await;
    stage.delivery(&second, "delivered").await;
    let arrived = sink.once(2).await;
    assert_eq!([arrived[0].id(), arrived[1].id()], [first, second]);
    let webhook: Value = hub.admin.get(&hook.path).await.is(200);
    assert_eq!(webhook["verification"]["state"], "verified");
}

/// Takes a webhook for verified.
async fn verify(hub: &Hub, id: &str) {
    let verification = Verification {
        verified: true,
        method: Some("test".into()),
        at: Some(0),
        ..Verification::default()
    };
    let patch =
        |_: &Webhook| PatchWebhook { verification: Some(verification), ..PatchWebhook::default() };
    let id = id.parse().expect("an id");
    hub.running.hub.store.update_webhook(id, patch).await.expect("a webhook");
}
