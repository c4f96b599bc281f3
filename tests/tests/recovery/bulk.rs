//! Deliveries retried and cancelled in bulk.

use crate::LONG_AGO;
use crate::scene::{Endpoint, are, begin, done, giving_up};
use serde_json::json;
use tests::{Hub, Stage, on_both, text};

on_both!(
    crate::HUBS;
    what_is_exhausted_is_retried,
    what_waits_is_retried_at_once,
    what_is_left_is_cancelled,
    what_nobody_may_be_owed_is_left,
    mistakes_are_named,
);

/// More than one transaction sees to.
const MANY: usize = 300;

async fn what_is_exhausted_is_retried(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (one, two) = (Endpoint::saying(500).await, Endpoint::saying(500).await);
    let first = giving_up(&stage, &one.sink.url()).await;
    giving_up(&stage, &two.sink.url()).await;
    let events = stage.publish(MANY).await;
    are(&stage, 2 * MANY, "state=exhausted").await;
    one.says(200);
    let of_one = json!({"webhook": first.id, "since": LONG_AGO});
    let job = begin(&stage, "deliveries/retry", of_one).await;
    assert_eq!(job["filter"]["states"], json!(["exhausted"]));
    done(&stage, &job, MANY, MANY).await;
    one.gets(MANY, &events).await;
    assert_eq!(two.sink.arrived().len(), MANY);
    two.says(200);
    let job = begin(&stage, "deliveries/retry", json!({})).await;
    assert_eq!(job["webhook"], json!(null));
    done(&stage, &job, MANY, MANY).await;
    two.gets(MANY, &events).await;
    are(&stage, 2 * MANY, "state=delivered").await;
    assert_eq!(one.sink.arrived().len(), 2 * MANY);
}

async fn what_waits_is_retried_at_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let hook = stage.hook(&endpoint.sink.url(), json!({"schedule": [3600, 3600]})).await;
    let events = stage.publish(20).await;
    for event in &events {
        let waits = tests::until(async || {
            let only = stage.get(&format!("events/{event}/deliveries")).await["data"][0].clone();
            only["next_attempt_at"].is_string().then_some(only)
        });
        assert_eq!(waits.await["attempts"], 1);
    }
    endpoint.says(200);
    let body = json!({"state": "pending", "webhook": hook.id});
    let job = begin(&stage, "deliveries/retry", body.clone()).await;
    done(&stage, &job, 20, 20).await;
    endpoint.gets(20, &events).await;
    are(&stage, 20, "state=delivered").await;
    let job = begin(&stage, "deliveries/retry", body).await;
    done(&stage, &job, 0, 0).await;
}

async fn what_is_left_is_cancelled(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let exhausted = giving_up(&stage, &endpoint.sink.url()).await;
    let waits = stage.hook(&endpoint.sink.url(), json!({"schedule": [3600]})).await;
    stage.publish(MANY).await;
    are(&stage, MANY, "state=exhausted").await;
    endpoint.sink.once(2 * MANY).await;
    let job = begin(&stage, "deliveries/cancel", json!({"state": "exhausted"})).await;
    done(&stage, &job, MANY, MANY).await;
    are(&stage, MANY, &format!("state=cancelled&webhook={}", exhausted.id)).await;
    are(&stage, MANY, "state=pending").await;
    let until = json!({"state": "pending", "until": LONG_AGO});
    let job = begin(&stage, "deliveries/cancel", until).await;
    done(&stage, &job, 0, 0).await;
    let all = json!({"state": "pending", "webhook": waits.id});
    let job = begin(&stage, "deliveries/cancel", all).await;
    done(&stage, &job, MANY, MANY).await;
    are(&stage, 2 * MANY, "state=cancelled").await;
    assert_eq!(endpoint.sink.arrived().len(), 2 * MANY);
}

async fn what_nobody_may_be_owed_is_left(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let gone = giving_up(&stage, &endpoint.sink.url()).await;
    let off = giving_up(&stage, &endpoint.sink.url()).await;
    giving_up(&stage, &endpoint.sink.url()).await;
    let events = stage.publish(2).await;
    are(&stage, 6, "state=exhausted").await;
    hub.admin.delete(&gone.path).await.is(204);
    hub.admin.patch(&off.path, json!({"state": "disabled"})).await.is(200);
    endpoint.says(200);
    let job = begin(&stage, "deliveries/retry", json!({})).await;
    done(&stage, &job, 6, 2).await;
    endpoint.gets(6, &events).await;
    are(&stage, 4, "state=exhausted").await;
    let problem =
        stage.admin.post(&stage.path("deliveries/retry"), json!({"webhook": off.id})).await;
    assert_eq!(problem.problem(409)["detail"], "the webhook is disabled");
    // Cancelled they can be all the same.
    let job = begin(&stage, "deliveries/cancel", json!({"state": "exhausted"})).await;
    done(&stage, &job, 4, 4).await;
}

async fn mistakes_are_named(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let theirs = Stage::of(&hub.admin, "theirs.example").await;
    let hook = giving_up(&theirs, "https://nowhere.invalid/").await;
    let (retry, cancel) = (stage.path("deliveries/retry"), stage.path("deliveries/cancel"));
    for (path, body, places) in [
        (&cancel, json!({}), &["/state"][..]),
        (&cancel, json!({"state": "delivered"}), &["/state"]),
        (&retry, json!({"state": "cancelled"}), &["/state"]),
        (&retry, json!({"webhook": hook.id}), &["/webhook"]),
        (&retry, json!({"webhook": "x", "until": "soon"}), &["/webhook", "/until"]),
        (&retry, json!({"stat": "pending"}), &["/stat"]),
    ] {
        assert_eq!(stage.admin.post(path, body.clone()).await.places(), places, "{body}");
    }
    assert_eq!(text(&theirs.get(&format!("webhooks/{}", hook.id)).await, "id"), hook.id);
}
