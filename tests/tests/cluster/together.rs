//! Whichever hub is asked, the answer is the same.

use crate::hubs::Hubs;
use serde_json::json;
use std::future::pending;
use std::time::{Duration, Instant};
use tests::{Engine, Place, Sink, Stage, until};

const EVENTS: usize = 20;

/// How soon a delivery that is tried again by hand is made, whichever hub was asked to.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_holds_in_memory_is_seen_at_another() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let hung = Sink::answering(|_| pending()).await;
    let hubs = Hubs::of(place, 2).await;
    let stage = Stage::new(&hubs.admin(0)).await;
    stage.hook(&hung.url(), json!({})).await;
    let events = stage.publish(EVENTS).await;
    let there = stage.at(hubs.admin(1));
    let all = there.get("deliveries?limit=100").await;
    assert_eq!(all["data"].as_array().map(Vec::len), Some(EVENTS));
    let path = format!("events/{}/deliveries", events[0]);
    assert_eq!(there.get(&path).await["data"][0]["state"], "pending");
    let resent = there.admin.act(&there.path(&format!("events/{}/resend", events[1]))).await;
    assert_eq!(resent.is(202)["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_has_answered_another_knows() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let hubs = Hubs::of(place, 2).await;
    let (here, there) = (hubs.admin(0), hubs.admin(1));
    for round in 0..10 {
        let stage = Stage::of(&here, &format!("shop-{round}.example")).await;
        let hook = stage.hook("https://hooks.example/", json!({})).await;
        there.patch(&hook.path, json!({"title": "New"})).await.is(200);
        assert_eq!(here.get(&hook.path).await.is(200)["title"], "New");
        let full = there.delete(&stage.project).await;
        assert_eq!(full.status, 409, "there is a webhook in it");
        there.delete(&hook.path).await.is(204);
        here.delete(&stage.project).await.is(204);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_tried_again_at_a_hub_that_sends_nothing_is_sent_by_another() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let mut hubs = Hubs::new(place);
    let takes = hubs.join(&[("TIDINGS_ROLE", "callbacks")]).await;
    hubs.join_unseen(&[("TIDINGS_ROLE", "dispatch")]).await;
    let stage = Stage::new(&hubs.admin(takes)).await;
    let sink = Sink::saying(500).await;
    stage.hook(&sink.url(), json!({"schedule": []})).await;
    let event = stage.publish(1).await.remove(0);
    let given_up = stage.delivery(&event, "exhausted").await;
    for (again, arrived) in [
        (format!("deliveries/{}/retry", given_up["id"].as_str().expect("an id")), 2),
        (format!("events/{event}/resend"), 3),
    ] {
        let asked = Instant::now();
        stage.admin.act(&stage.path(&again)).await.is(202);
        until(async || (sink.arrived().len() >= arrived).then_some(())).await;
        assert!(asked.elapsed() < SOON, "{again}: {:?}", asked.elapsed());
        stage.delivery(&event, "exhausted").await;
    }
}
