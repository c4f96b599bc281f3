//! "Replay missing".

use crate::LONG_AGO;
use crate::scene::{Endpoint, are, begin, done, giving_up};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tests::{Engine, Hub, Sink, Stage, on_both, says, text, until};
use tokio::sync::Semaphore;
use tokio::time::timeout;

on_both!(
    crate::HUBS;
    a_new_webhook_is_owed_what_came_before_it,
    only_what_is_missing_is_owed,
    kinds_and_channels_can_be_chosen,
    all_of_it_is_sent_again_where_asked,
    what_memory_holds_is_not_owed_twice,
);

/// More than one transaction sees to.
const MANY: usize = 600;

async fn a_new_webhook_is_owed_what_came_before_it(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (before, after) = (Endpoint::saying(200).await, Endpoint::saying(200).await);
    giving_up(&stage, &before.sink.url()).await;
    let events = stage.publish(MANY).await;
    publish(&stage, "sms.clicked").await;
    before.sink.once(MANY + 1).await;
    let new = json!({"url": after.sink.url(), "events": ["email.*"]});
    let made = stage.admin.post(&stage.path("webhooks"), new).await.is(201);
    let replay = format!("webhooks/{}/replay", text(&made, "id"));
    let job = begin(&stage, &replay, json!({"since": LONG_AGO})).await;
    assert_eq!(job["filter"]["missing"], true);
    done(&stage, &job, MANY + 1, MANY).await;
    after.gets(0, &events).await;
    for one in after.sink.arrived() {
        one.verify(&text(&made, "secret")).expect("its own signature");
    }
    are(&stage, 2 * MANY + 1, "state=delivered").await;
    assert_eq!(before.sink.arrived().len(), MANY + 1, "another webhook gets nothing");
}

async fn only_what_is_missing_is_owed(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(200).await;
    let early = stage.publish(3).await;
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    let got = stage.publish(3).await;
    endpoint.gets(0, &got).await;
    hub.admin.patch(&hook.path, json!({"state": "disabled"})).await.is(200);
    let missed = stage.publish(3).await;
    hub.admin.patch(&hook.path, json!({"state": "active"})).await.is(200);
    endpoint.says(500);
    let failed = stage.publish(3).await;
    stage.delivery(&failed[2], "exhausted").await;
    are(&stage, 3, "state=exhausted").await;
    endpoint.says(200);
    let replay = format!("webhooks/{}/replay", hook.id);
    let last = stage.get(&format!("events/{}", missed[2])).await;
    let until = json!({"since": LONG_AGO, "until": text(&last, "received_at")});
    let job = begin(&stage, &replay, until).await;
    let some = crate::scene::ended(&stage, &job).await["made"].as_u64().expect("a number");
    let job = begin(&stage, &replay, json!({"since": LONG_AGO})).await;
    let rest = done(&stage, &job, 12, 6 - usize::try_from(some).expect("few")).await;
    assert_eq!(rest["kind"], "replay");
    let all: Vec<_> = early.into_iter().chain(missed).collect();
    endpoint.gets(6, &all).await;
    let job = begin(&stage, &replay, json!({"since": LONG_AGO})).await;
    done(&stage, &job, 12, 0).await;
    are(&stage, 3, "state=exhausted").await;
}

async fn kinds_and_channels_can_be_chosen(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(200).await;
    let mut ids = Vec::new();
    for kind in ["email.delivered", "email.bounced", "sms.delivered", "sms.clicked"] {
        ids.push(publish(&stage, kind).await);
    }
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    let replay = format!("webhooks/{}/replay", hook.id);
    let choices = [
        (json!({"kind": "email.bounced"}), &ids[1..2]),
        (json!({"channel": "sms", "kind": ["sms.clicked", "email.*"]}), &ids[3..]),
        (json!({"channel": "sms"}), &ids[2..3]),
        (json!({}), &ids[..1]),
    ];
    for (before, (choice, hits)) in choices.into_iter().enumerate() {
        let mut body = json!({"since": LONG_AGO});
        let members = choice.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(members);
        let job = begin(&stage, &replay, body).await;
        done(&stage, &job, 4, 1).await;
        endpoint.gets(before, hits).await;
    }
}

async fn all_of_it_is_sent_again_where_asked(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(200).await;
    let missing = stage.publish(1).await;
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    let events = stage.publish(4).await;
    are(&stage, 4, "state=delivered").await;
    let all = json!({"since": LONG_AGO, "missing": false});
    let job = begin(&stage, &format!("webhooks/{}/replay", hook.id), all).await;
    assert_eq!(job["filter"]["missing"], false);
    done(&stage, &job, 5, 5).await;
    let all: Vec<_> = missing.into_iter().chain(events.iter().cloned()).collect();
    endpoint.gets(4, &all).await;
    are(&stage, 5, "state=delivered").await;
    let delivery = stage.delivery(&events[0], "delivered").await;
    assert_eq!(delivery["attempts"], 2);
    let numbers: Vec<_> =
        stage.attempts(&delivery).await.iter().map(|it| it["number"].clone()).collect();
    assert_eq!(numbers, [json!(1), json!(2)], "the first one is not overwritten");
}

/// Deliveries that an endpoint takes its time for have no rows yet.
async fn what_memory_holds_is_not_owed_twice(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (sink, gate) = gated().await;
    let hook = giving_up(&stage, &sink.url()).await;
    let events = stage.publish(30).await;
    until(async || (!sink.arrived().is_empty()).then_some(())).await;
    let replay = format!("webhooks/{}/replay", hook.id);
    let job = begin(&stage, &replay, json!({"since": LONG_AGO})).await;
    done(&stage, &job, 30, 0).await;
    gate.add_permits(100);
    are(&stage, 30, "state=delivered").await;
    assert_eq!(sink.once(30).await.len(), events.len());
}

/// A sink that answers when it is let to.
async fn gated() -> (Sink, Arc<Semaphore>) {
    let gate = Arc::new(Semaphore::new(0));
    let inner = gate.clone();
    let sink = Sink::keeping(move |_| {
        let gate = inner.clone();
        async move {
            _ = timeout(Duration::from_secs(10), gate.acquire()).await.map(|it| it.map(drop));
            says(200)
        }
    })
    .await;
    (sink, gate)
}

/// What one hub holds in memory is no other's to send, whoever works on the job.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_hub_holds_is_not_owed_twice() {
    let Some(place) = tests::Place::new(Engine::Postgres) else { return };
    let (_first, here) = place.start().await;
    let stage = Stage::new(&tests::admin(here)).await;
    let (sink, gate) = gated().await;
    let hook = giving_up(&stage, &sink.url()).await;
    let beside = place.beside();
    let (_second, there) = beside.start().await;
    let events = stage.publish(30).await;
    until(async || (!sink.arrived().is_empty()).then_some(())).await;
    let other = stage.at(tests::admin(there));
    let replay = format!("webhooks/{}/replay", hook.id);
    let job = begin(&other, &replay, json!({"since": LONG_AGO})).await;
    done(&other, &job, 30, 0).await;
    gate.add_permits(100);
    are(&stage, 30, "state=delivered").await;
    assert_eq!(sink.once(30).await.len(), events.len());
}

async fn publish(stage: &Stage, kind: &str) -> String {
    let contact = if kind.starts_with("sms") { "+15622089096" } else { "ann@example.org" };
    let new: Value = json!({"kind": kind, "contact": contact});
    let taken = stage.admin.post(&stage.path("events"), new).await.is(202);
    text(&taken["data"][0], "id")
}
