//! Following as it goes on.

use crate::follow::Stream;
use serde_json::json;
use std::time::{Duration, Instant};
use tests::{Engine, Hub, Stage, on_both, text, until};

/// How soon after it was acknowledged an event is told, as a rule.
const SOON: Duration = Duration::from_millis(250);

on_both!(
    what_happens_is_told_and_goes_on_where_it_stopped,
    it_is_told_soon,
    only_what_is_wanted_is_told,
    many_hear_the_same,
    who_has_no_access_any_more_hears_no_more,
);

async fn what_happens_is_told_and_goes_on_where_it_stopped(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (addr, path) = (hub.running.addr, stage.path("events/stream"));
    stage.publish(1).await;
    let mut stream = Stream::open(addr, &path, None).await.begun().await;
    let first = stage.publish(3).await;
    assert_eq!(stream.ids(3).await, first);
    let last = stream.last.clone();
    drop(stream);
    let missed = stage.publish(120).await;
    let mut stream = Stream::open(addr, &path, Some(&last)).await;
    assert_eq!(stream.ids(120).await, missed);
    let next = stage.publish(2).await;
    assert_eq!(stream.ids(2).await, next);
    // The place in a stream is one of the feed, too.
    let page = stage.get(&format!("feed?after={last}&limit=1")).await;
    assert_eq!(text(&page["data"][0], "id"), missed[0]);
}

async fn it_is_told_soon(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let path = stage.path("events/stream");
    let mut stream = Stream::open(hub.running.addr, &path, None).await.begun().await;
    let mut took = Vec::new();
    for _ in 0..9 {
        let published = stage.publish(1).await;
        let acknowledged = Instant::now();
        assert_eq!(stream.ids(1).await, published);
        took.push(acknowledged.elapsed());
    }
    took.sort_unstable();
    println!("told within {took:?}");
    assert!(took[4] <= SOON, "{took:?}");
}

async fn only_what_is_wanted_is_told(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let path = stage.path("events/stream?kind=email.bounced&form=webhook");
    let mut stream = Stream::open(hub.running.addr, &path, None).await.begun().await;
    stage.publish(3).await;
    let new = json!({"kind": "email.bounced", "contact": "ann@example.org"});
    hub.admin.post(&stage.path("events"), new).await.is(202);
    let told = stream.next().await.expect("an event");
    assert_eq!(told.data["type"], "email.bounced");
    assert_eq!(told.data["data"]["contact"], "ann@example.org");
}

async fn many_hear_the_same(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let path = stage.path("events/stream");
    let mut streams = Vec::new();
    for _ in 0..5 {
        streams.push(Stream::open(hub.running.addr, &path, None).await.begun().await);
    }
    let mut published = stage.publish(300).await;
    published.extend(stage.publish(1).await);
    for stream in &mut streams {
        assert_eq!(stream.ids(301).await, published);
    }
}

async fn who_has_no_access_any_more_hears_no_more(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let new = json!({"title": "Reader", "role": "read", "project": "shop.example"});
    let key = hub.admin.post("/v1/keys", new).await.is(201);
    let path = stage.path("events/stream");
    let addr = hub.running.addr;
    let mut stream = Stream::open_by(addr, &path, None, &text(&key, "key")).await.begun().await;
    let told = stage.publish(1).await;
    assert_eq!(stream.ids(1).await, told);
    hub.admin.delete(&format!("/v1/keys/{}", text(&key, "id"))).await.is(204);
    stage.publish(1).await;
    assert_eq!(stream.reason().await, "no_access");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_follow_than_may() {
    let variables = [("TIDINGS_LIMITS_STREAMS", "1")];
    Hub::with(Engine::Sqlite, &variables, async |hub: &Hub| {
        let stage = Stage::new(&hub.admin).await;
        let path = stage.path("events/stream");
        let stream = Stream::open(hub.running.addr, &path, None).await.begun().await;
        for path in [&path, &stage.path("feed?wait=1")] {
            let refused = hub.admin.get(path).await;
            assert_eq!(refused.problem(503)["type"], "urn:tidings:problem:unavailable");
            assert!(refused.headers.contains_key("retry-after"));
        }
        stage.get("feed").await;
        drop(stream);
        let free = async || {
            let reply = hub.admin.get(&stage.path("feed?wait=1")).await;
            (reply.status == 200).then_some(())
        };
        until(free).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_stops_says_so() {
    let hub = Hub::start(Engine::Sqlite, &[]).await.expect("it needs no server");
    let stage = Stage::new(&hub.admin).await;
    let (addr, client) = (hub.running.addr, hub.admin.clone());
    let mut stream = Stream::open(addr, &stage.path("events/stream"), None).await.begun().await;
    let path = stage.path("feed?wait=60&after=now");
    let waits = tokio::spawn(async move { client.get(&path).await.is(200) });
    let metrics = hub.stranger().get("/metrics").await;
    assert!(String::from_utf8_lossy(&metrics.body).contains("tidings_streams_open"));
    let began = Instant::now();
    hub.running.stop().await;
    assert_eq!(stream.reason().await, "stopping");
    if let Ok(page) = waits.await {
        assert_eq!(page["data"], json!([]), "it is told that there is nothing");
    }
    assert!(began.elapsed() < Duration::from_secs(15), "it does not wait for those who follow");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_nothing_is_let_go() {
    Hub::with(Engine::Sqlite, &[], async |hub: &Hub| {
        let stage = Stage::new(&hub.admin).await;
        let path = stage.path("events/stream");
        let mut slow = Stream::open(hub.running.addr, &path, None).await.begun().await;
        let long = json!({
            "kind": "email.delivered", "contact": "ann@example.org",
            "metadata": {"long": "x".repeat(7000)},
        });
        for _ in 0..3 {
            hub.admin.post(&stage.path("events"), json!(vec![&long; 1000])).await.is(202);
        }
        let gone = async || {
            let metrics = hub.stranger().get("/metrics").await;
            let text = String::from_utf8_lossy(&metrics.body).into_owned();
            text.contains("tidings_streams_closed_total{reason=\"too_slow\"} 1").then_some(())
        };
        tests::within(Duration::from_mins(1), gone).await.expect("it is let go");
        assert_eq!(slow.reason().await, "too_slow");
        // What it took in counts: it goes on behind that.
        let last = slow.last.clone();
        let page = stage.get(&format!("feed?limit=1&after={last}")).await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(1));
    })
    .await;
}
