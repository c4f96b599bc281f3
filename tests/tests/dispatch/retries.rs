//! When a delivery is tried again, by itself and by hand.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use tests::{Arrived, Hub, Sink, Stage, on_both, says, text, until};

on_both!(
    crate::HUBS;
    a_schedule_is_kept_and_then_used_up,
    what_is_used_up_is_listed_and_can_be_tried_by_hand,
    retry_after_counts_where_it_should,
    a_delivery_that_waits_can_be_cancelled_or_hurried,
);

/// The gaps between arrivals, in seconds.
fn gaps(arrived: &[Arrived]) -> Vec<f64> {
    arrived.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs_f64()).collect()
}

/// How often a test looks again whether the hub is in time: the machine may be busy with something
/// else, but not each time. It must never be early.
const LOOKS: usize = 3;

/// Whether a gap was ended in time. What a test sees begins a little later than what the hub does.
fn in_time(gap: f64, least: f64, most: f64) -> bool {
    assert!(gap >= least - 0.2, "{gap} s is earlier than {least} s");
    gap <= most
}

/// The longest that a gap of so many seconds may become.
fn longest(seconds: f64) -> f64 {
    seconds * 1.1 + 2.0
}

async fn a_schedule_is_kept_and_then_used_up(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(500).await;
    let hook = stage.hook(&sink.url(), json!({"schedule": [1, 2]})).await;
    for look in 1..=LOOKS {
        let event = stage.publish(1).await.remove(0);
        let delivery = stage.delivery(&event, "exhausted").await;
        let left = (&delivery["attempts"], &delivery["next_attempt_at"]);
        assert_eq!(left, (&json!(3), &Value::Null));
        let attempts = stage.attempts(&delivery).await;
        let numbers: Vec<_> = attempts.iter().map(|it| &it["number"]).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert!(attempts.iter().all(|it| it["status"] == 500));
        let arrived = sink.once(3 * look).await.split_off(3 * (look - 1));
        are_attempts_of(&event, &arrived, &hook.secret);
        let gaps = gaps(&arrived);
        if in_time(gaps[0], 1.0, longest(1.0)) & in_time(gaps[1], 2.0, longest(2.0)) {
            return;
        }
        println!("late: {gaps:?}");
    }
    panic!("late each time");
}

fn are_attempts_of(event: &str, arrived: &[Arrived], secret: &str) {
    for one in arrived {
        assert_eq!(one.id(), event, "the same id on all attempts");
        assert_eq!(one.body, arrived[0].body, "byte for byte the same");
        one.verify(secret).expect("a signature of its own");
    }
    for header in ["webhook-timestamp", "webhook-signature"] {
        let mut values: Vec<_> = arrived.iter().map(|it| it.header(header)).collect();
        values.dedup();
        assert_eq!(values.len(), arrived.len(), "a fresh {header} on each");
    }
}

async fn what_is_used_up_is_listed_and_can_be_tried_by_hand(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::keeping(|place| async move { says(if place < 2 { 500 } else { 200 }) }).await;
    let hook = stage.hook(&sink.url(), json!({"schedule": [1]})).await;
    let event = stage.publish(1).await.remove(0);
    let delivery = stage.delivery(&event, "exhausted").await;
    let listed = stage.get(&format!("deliveries?state=exhausted&webhook={}", hook.id)).await;
    assert_eq!(listed["data"], json!([delivery]));
    let path = stage.path(&format!("deliveries/{}", text(&delivery, "id")));
    hub.admin.act(&format!("{path}/retry")).await.is(202);
    let delivery = stage.delivery(&event, "delivered").await;
    assert_eq!(delivery["attempts"], 3);
    let arrived = sink.once(3).await;
    assert!(arrived.iter().all(|it| it.id() == event && it.verify(&hook.secret).is_ok()));
    assert_eq!(stage.get("deliveries?state=exhausted").await["data"], json!([]));
}

/// A status, a `Retry-After`, and the gap between two attempts that follows: at least, at most.
type Case = (u16, fn() -> String, (f64, f64));

fn cases() -> [Case; 10] {
    // A date is cut to its second.
    let (asked, ignored, dated) = ((3.0, longest(3.0)), (1.0, 2.9), (3.0, longest(4.0)));
    [
        (503, || "3".to_owned(), asked),
        (429, || "3".to_owned(), asked),
        (503, || "0".to_owned(), ignored),
        (429, || "soon".to_owned(), ignored),
        (503, || "-5".to_owned(), ignored),
        (500, || "3".to_owned(), ignored),
        (404, || "3".to_owned(), ignored),
        (302, || "3".to_owned(), ignored),
        (429, || date(4), dated),
        (503, || date(-60), ignored),
    ]
}

async fn retry_after_counts_where_it_should(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let mut late = Vec::new();
    for _ in 0..LOOKS {
        late = wait_as_asked(&stage).await;
        if late.is_empty() {
            return;
        }
    }
    panic!("late each time, at last {late:?}");
}

/// Tries all cases side by side; gives those that were late.
async fn wait_as_asked(stage: &Stage) -> Vec<String> {
    let mut waiting = Vec::new();
    for (status, value, (least, most)) in cases() {
        let case = format!("{status} {}", value());
        let sink = Sink::keeping(move |_| {
            let response = Response::builder().status(status).header("retry-after", value());
            let response = response.body(Bytes::new()).expect("a response");
            async { response }
        })
        .await;
        let hook = stage.hook(&sink.url(), json!({"schedule": [1]})).await;
        waiting.push((case, least, most, sink, hook));
    }
    let event = stage.publish(1).await.remove(0);
    let exhausted = until(async || {
        let all = stage.get(&format!("events/{event}/deliveries")).await;
        let all = all["data"].as_array().expect("a list").clone();
        all.iter().all(|it| it["state"] == "exhausted").then_some(all)
    });
    assert!(exhausted.await.iter().all(|it| it["attempts"] == 2), "no slot of its own");
    let mut late = Vec::new();
    for (case, least, most, sink, hook) in waiting {
        let gap = gaps(&sink.once(2).await)[0];
        if !in_time(gap, least, most) {
            late.push(format!("{case}: {gap}"));
        }
        stage.admin.delete(&hook.path).await.is(204);
    }
    late
}

/// A time from now as HTTP writes it.
fn date(seconds: i64) -> String {
    let apart = Duration::from_secs(seconds.unsigned_abs());
    let now = SystemTime::now();
    httpdate::fmt_http_date(if seconds < 0 { now - apart } else { now + apart })
}

async fn a_delivery_that_waits_can_be_cancelled_or_hurried(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::keeping(|place| async move { says(if place < 2 { 500 } else { 200 }) }).await;
    stage.hook(&sink.url(), json!({"schedule": [3600]})).await;
    let events = stage.publish(2).await;
    sink.once(2).await;
    let waits = async |event: &str| {
        until(async || {
            let delivery = stage.delivery(event, "pending").await;
            (delivery["attempts"] == 1 && delivery["next_attempt_at"].is_string())
                .then_some(delivery)
        })
        .await
    };
    let (first, second) = (waits(&events[0]).await, waits(&events[1]).await);
    let path = |delivery| stage.path(&format!("deliveries/{}", text(delivery, "id")));
    hub.admin.act(&format!("{}/cancel", path(&first))).await.is(200);
    stage.delivery(&events[0], "cancelled").await;
    hub.admin.act(&format!("{}/retry", path(&second))).await.is(202);
    stage.delivery(&events[1], "delivered").await;
    hub.admin.act(&format!("{}/retry", path(&first))).await.problem(409);
    assert_eq!(sink.once(3).await[2].id(), events[1]);
    assert_eq!(stage.delivery(&events[0], "cancelled").await["attempts"], 1);
}
