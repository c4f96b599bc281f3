//! How fast an endpoint gets what it is owed, where that is limited.

use serde_json::json;
use tests::{Arrived, Hub, Sink, Stage, on_both};

on_both!(
    crate::HUBS;
    no_second_holds_more_requests_than_asked_for,
    what_a_rate_limit_holds_uses_no_slot,
    a_limit_that_is_lifted_holds_nothing,
);

/// How much longer one request may be on its way to a busy test than another, in seconds.
const ON_THE_WAY: f64 = 0.2;

/// The shortest time that so many requests in a row took, in seconds.
fn shortest(arrived: &[Arrived], count: usize) -> f64 {
    let windows = arrived.windows(count);
    let took = windows.map(|them| (them[count - 1].at - them[0].at).as_secs_f64());
    took.fold(f64::INFINITY, f64::min)
}

async fn no_second_holds_more_requests_than_asked_for(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (slow, free) = (Sink::saying(200).await, Sink::saying(200).await);
    stage.hook(&slow.url(), json!({"rate_limit": {"requests": 5}})).await;
    stage.hook(&free.url(), json!({})).await;
    let events = stage.publish(18).await;
    assert_eq!(free.once(18).await.len(), 18, "the other one has all of them");
    let arrived = slow.once(18).await;
    let took = shortest(&arrived, 6);
    assert!(took >= 1.0 - ON_THE_WAY, "six within {took} s");
    let all = (arrived[17].at - arrived[0].at).as_secs_f64();
    assert!((3.0..9.0).contains(&all), "18 took {all} s");
    for event in &events {
        assert!(arrived.iter().any(|it| it.id() == event), "{event}");
    }
}

async fn what_a_rate_limit_holds_uses_no_slot(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(500).await;
    let asked = json!({"rate_limit": {"requests": 1, "seconds": 1}, "schedule": [1, 1]});
    stage.hook(&sink.url(), asked).await;
    let events = stage.publish(3).await;
    for event in &events {
        let delivery = stage.delivery(event, "exhausted").await;
        assert_eq!(delivery["attempts"], 3, "as many as its schedule has");
    }
    let arrived = sink.once(9).await;
    assert!(shortest(&arrived, 2) >= 1.0 - ON_THE_WAY);
    for event in &events {
        let own: Vec<_> = arrived.iter().filter(|it| it.id() == event).cloned().collect();
        assert!(shortest(&own, 2) >= 1.0 - ON_THE_WAY, "no gap is shorter than the schedule's");
    }
}

async fn a_limit_that_is_lifted_holds_nothing(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let limit = json!({"requests": 1, "seconds": 3600});
    let hook = stage.hook(&sink.url(), json!({"rate_limit": limit})).await;
    stage.publish(3).await;
    assert_eq!(sink.once(1).await.len(), 1);
    let shown = hub.admin.get(&hook.path).await.is(200);
    assert_eq!(shown["rate_limit"], limit);
    let changed = hub.admin.patch(&hook.path, json!({"rate_limit": null})).await.is(200);
    assert!(changed["rate_limit"].is_null());
    sink.once(3).await;
}
