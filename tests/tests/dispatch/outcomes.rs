//! What counts as success, and what follows where there is none.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tests::{Hub, Sink, Stage, on_both, says, text, until};

on_both!(
    crate::HUBS;
    every_status_has_its_meaning,
    a_redirect_is_a_failure_and_never_followed,
    gone_pauses_and_resume_sends_at_once,
    an_endpoint_that_does_not_answer_is_given_up,
    a_long_answer_is_judged_by_its_status,
);

/// Every status there may be at the end of an exchange, but for the one that pauses.
fn statuses() -> Vec<u16> {
    (200..600).filter(|status| *status != 410).collect()
}

async fn every_status_has_its_meaning(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let statuses = statuses();
    let sink = async || Sink::keeping(|place| async move { says(self::statuses()[place]) }).await;
    let (any, only) = (sink().await, sink().await);
    stage.hook(&any.url(), json!({"schedule": []})).await;
    stage.hook(&only.url(), json!({"schedule": [], "success": "200"})).await;
    stage.publish(statuses.len()).await;
    let done = async || {
        let pending = stage.get("deliveries?state=pending&limit=1").await;
        (pending["data"] == json!([])).then_some(())
    };
    until(done).await;
    let taken = |success: fn(u16) -> bool, sink: &Sink| -> HashMap<String, bool> {
        let arrived = sink.arrived();
        assert_eq!(arrived.len(), statuses.len(), "no status brings an answer twice");
        let ids = arrived.iter().map(|it| it.id().to_owned());
        ids.zip(statuses.iter().map(|status| success(*status))).collect()
    };
    let any = taken(|status| status < 300, &any);
    let only = taken(|status| status == 200, &only);
    let mut seen = 0;
    for delivery in stage.all("deliveries").await {
        let event = text(&delivery, "event");
        let delivered = delivery["state"] == "delivered";
        assert!(delivered || delivery["state"] == "exhausted", "{delivery}");
        assert_eq!(delivery["attempts"], 1);
        seen += usize::from(delivered);
        assert!(!delivered || any[&event] || only[&event], "{delivery}");
    }
    assert_eq!(seen, 100 + 1);
}

async fn a_redirect_is_a_failure_and_never_followed(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let target = Sink::saying(200).await;
    let there = target.url();
    let places =
        [there.clone(), there.replace("http:", ""), "/other".to_owned(), "?x=1".to_owned()];
    let codes = [301, 302, 303, 307, 308];
    let count = codes.len() * places.len();
    let sink = Sink::keeping(move |place| {
        let (code, location) = (codes[place % codes.len()], &places[place / codes.len()]);
        let response = Response::builder().status(code).header("location", location);
        let response = response.body(Bytes::new()).expect("a response");
        async { response }
    })
    .await;
    stage.hook(&sink.url(), json!({"schedule": []})).await;
    for event in stage.publish(count).await {
        let delivery = stage.delivery(&event, "exhausted").await;
        let attempt = &stage.attempts(&delivery).await[0];
        assert!((301..=308).contains(&attempt["status"].as_u64().expect("a status")));
        assert!(text(attempt, "error").contains("is not followed"), "{attempt}");
    }
    let arrived = sink.once(count).await;
    assert!(arrived.iter().all(|it| it.path == "/hook"), "not even to the same server");
    assert!(target.arrived().is_empty());
}

async fn gone_pauses_and_resume_sends_at_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::keeping(|place| async move { says([410, 500][place.min(1)]) }).await;
    let hook = stage.hook(&sink.url(), json!({"schedule": [1]})).await;
    let event = stage.publish(1).await.remove(0);
    let paused = until(async || {
        let webhook = hub.admin.get(&hook.path).await.is(200);
        (webhook["state"] == "paused").then_some(webhook)
    });
    assert!(text(&paused.await, "paused_reason").contains("410"));
    let delivery = stage.delivery(&event, "pending").await;
    let attempts = until(async || {
        let attempts = stage.attempts(&delivery).await;
        (!attempts.is_empty()).then_some(attempts)
    });
    assert_eq!(attempts.await[0]["status"], 410);
    let later = stage.publish(1).await.remove(0);
    stage.delivery(&later, "pending").await;
    let resumed = Instant::now();
    stage.act(&hook, "resume").await;
    assert!(sink.once(5).await[1].at - resumed < Duration::from_secs(5), "at once");
    // One gap is two slots, and the attempt that ended with 410 took none.
    assert_eq!(stage.delivery(&event, "exhausted").await["attempts"], 3);
    assert_eq!(stage.delivery(&later, "exhausted").await["attempts"], 2);
    let arrived = sink.once(5).await;
    assert_eq!(arrived[0].id(), event);
    assert_eq!(arrived.iter().filter(|it| it.id() == event).count(), 3);
}

async fn an_endpoint_that_does_not_answer_is_given_up(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let silent = Sink::keeping(|_| std::future::pending()).await;
    stage.hook(&silent.url(), json!({"schedule": []})).await;
    let event = stage.publish(1).await.remove(0);
    let delivery = stage.delivery(&event, "exhausted").await;
    let attempt = stage.attempts(&delivery).await.remove(0);
    assert_eq!(attempt["status"], Value::Null);
    let took = attempt["duration_ms"].as_u64().expect("a number");
    assert!((1900..3000).contains(&took), "{attempt}");
    assert!(text(&attempt, "error").contains("timeout"), "{attempt}");
}

async fn a_long_answer_is_judged_by_its_status(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let long = |place| async move {
        let status = if place == 0 { 500 } else { 200 };
        let body = Bytes::from(vec![b'a'; 1 << 20]);
        Response::builder().status(status).body(body).expect("a response")
    };
    let sink = Sink::keeping(long).await;
    stage.hook(&sink.url(), json!({"schedule": [1]})).await;
    let event = stage.publish(1).await.remove(0);
    let delivery = stage.delivery(&event, "delivered").await;
    let attempts = stage.attempts(&delivery).await;
    let statuses: Vec<_> = attempts.iter().map(|it| &it["status"]).collect();
    assert_eq!(statuses, [500, 200]);
    for attempt in &attempts {
        let kept = text(attempt, "response");
        assert!(kept.len() <= 16 << 10 && kept.starts_with("aaaa"), "{}", kept.len());
    }
}
