//! Several events in one request.

use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::{Duration, Instant};
use tests::{Arrived, Hub, Sink, Stage, on_both, text, until};

on_both!(
    crate::HUBS;
    a_whole_batch_goes_out_at_once,
    what_has_waited_goes_out,
    a_batch_that_failed_comes_back_as_it_was,
    each_event_is_in_one_batch,
    a_batch_has_the_form_of_its_webhook,
    what_waits_for_others_keeps_no_hub_from_stopping,
);

/// So long that nothing goes out because of it.
const LONG: u16 = 10_000;

fn batch(events: u16, wait_ms: u16) -> Value {
    json!({"batch": {"events": events, "wait_ms": wait_ms}, "schedule": [1, 1]})
}

/// The ids of the events in a batch, in its order.
fn ids(arrived: &Arrived) -> Vec<String> {
    let body: Value = serde_json::from_slice(&arrived.body).expect("JSON");
    let all = body.as_array().expect("a list").iter();
    all.map(|it| text(&it["data"], "id")).collect()
}

async fn a_whole_batch_goes_out_at_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hook = stage.hook(&sink.url(), batch(10, LONG)).await;
    let began = Instant::now();
    let events = stage.publish(10).await;
    let arrived = sink.once(1).await.remove(0);
    assert!(began.elapsed() < Duration::from_secs(8), "it did not wait for more");
    assert_eq!(ids(&arrived), events);
    assert!(arrived.id().starts_with("bat_"), "{}", arrived.id());
    arrived.verify(&hook.secret).expect("it is signed as one");
    for event in &events {
        let delivery = stage.delivery(event, "delivered").await;
        assert_eq!(delivery["attempts"], 1);
        let attempts = stage.attempts(&delivery).await;
        assert_eq!((attempts.len(), &attempts[0]["status"]), (1, &json!(200)));
    }
}

async fn what_has_waited_goes_out(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url(), batch(100, 500)).await;
    let began = Instant::now();
    let mut events = stage.publish(1).await;
    events.extend(stage.publish(2).await);
    let arrived = sink.once(1).await.remove(0);
    assert!(began.elapsed() >= Duration::from_millis(500), "{:?}", began.elapsed());
    assert_eq!(ids(&arrived), events);
}

async fn a_batch_that_failed_comes_back_as_it_was(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::keeping(|place| async move { tests::says([500, 200][place.min(1)]) }).await;
    let hook = stage.hook(&sink.url(), batch(3, LONG)).await;
    let events = stage.publish(3).await;
    let arrived = sink.once(2).await;
    assert_eq!((ids(&arrived[0]), ids(&arrived[1])), (events.clone(), events.clone()));
    assert_eq!(arrived[0].id(), arrived[1].id());
    assert_eq!(arrived[0].body, arrived[1].body);
    let at = |place: usize| arrived[place].header("webhook-timestamp").to_owned();
    assert_ne!(at(0), at(1), "each attempt has its own time");
    arrived[1].verify(&hook.secret).expect("a signature");
    for event in &events {
        assert_eq!(stage.delivery(event, "delivered").await["attempts"], 2);
    }
}

async fn each_event_is_in_one_batch(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url(), batch(50, 20)).await;
    let mut events = HashSet::new();
    for count in [1, 49, 50, 51, 120, 1, 200, 3] {
        events.extend(stage.publish(count).await);
    }
    let all = until(async || {
        let all: Vec<_> = sink.arrived().iter().map(ids).collect();
        (all.iter().map(Vec::len).sum::<usize>() >= events.len()).then_some(all)
    })
    .await;
    assert!(all.iter().all(|it| it.len() <= 50));
    assert!(all.len() < events.len() / 4, "{} requests", all.len());
    let arrived: Vec<String> = all.into_iter().flatten().collect();
    assert_eq!(arrived.len(), events.len());
    assert_eq!(arrived.into_iter().collect::<HashSet<_>>(), events);
}

async fn a_batch_has_the_form_of_its_webhook(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let mut asked = batch(2, LONG);
    asked["format"] = json!("cloudevents");
    asked["shape"] = json!({"contact": "hashed"});
    let hook = stage.hook(&sink.url(), asked).await;
    stage.publish(2).await;
    let arrived = sink.once(1).await.remove(0);
    assert_eq!(arrived.header("content-type"), "application/cloudevents-batch+json");
    let body: Value = serde_json::from_slice(&arrived.body).expect("JSON");
    assert_eq!((&body[0]["specversion"], &body[1]["specversion"]), (&json!("1.0"), &json!("1.0")));
    assert!(text(&body[1]["data"], "contact").starts_with("sha256:"));
    let tried = hub.admin.act(&format!("{}/test", hook.path)).await.is(200);
    let list: Value = serde_json::from_str(&text(&tried["request"], "body")).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(1), "a test is a batch of one");
    let id = &tried["request"]["headers"]["webhook-id"];
    assert!(id.as_str().is_some_and(|it| it.starts_with("bat_")), "{tried}");
    let patch = async |body: Value| hub.admin.patch(&hook.path, body).await;
    assert_eq!(patch(json!({"format": "smtpeter"})).await.places(), ["/format"]);
    let form = json!({"format": "form", "batch": {"events": 5}});
    assert_eq!(patch(form).await.places(), ["/batch"]);
    let shown = patch(json!({"batch": {"events": 5}})).await.is(200)["batch"].clone();
    assert_eq!(shown, json!({"events": 5, "wait_ms": 1000}));
    let alone = patch(json!({"format": "smtpeter", "batch": null})).await.is(200);
    assert_eq!(alone["batch"], Value::Null);
    let event = stage.publish(1).await.remove(0);
    assert_eq!(sink.once(3).await[2].id(), event);
}

/// The hub is stopped by whoever started it, while a batch waits.
async fn what_waits_for_others_keeps_no_hub_from_stopping(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url(), batch(100, LONG)).await;
    let event = stage.publish(1).await.remove(0);
    stage.delivery(&event, "pending").await;
    let began = Instant::now();
    let dispatch = hub.running.hub.dispatch.as_ref().expect("it sends");
    assert!(dispatch.stop(Duration::from_secs(5)).await, "all workers went home");
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(sink.arrived().len(), 0, "it is sent after the next start");
}
