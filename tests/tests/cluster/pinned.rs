//! A webhook that bears so many requests at a time gets no more from many hubs than from one.

use crate::hubs::Hubs;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{Engine, Place, Sink, Stage, says, until};
use tokio::time::sleep;

/// How many events each hub is given at a time, and how long the endpoint takes for one.
const EACH: usize = 30;
const TAKES: Duration = Duration::from_millis(10);

/// What the endpoint saw.
#[derive(Default)]
struct Seen {
    now: AtomicUsize,
    most: AtomicUsize,
    events: Mutex<HashSet<String>>,
}

impl Seen {
    async fn serve(&self, body: &[u8]) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        let body: Value = serde_json::from_slice(body).expect("JSON");
        let id = body["data"]["id"].as_str().expect("an id").to_owned();
        self.events.lock().expect("no panic").insert(id);
        sleep(TAKES).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
    }

    async fn has(&self, events: &[String]) {
        until(async || {
            let seen = self.events.lock().expect("no panic");
            events.iter().all(|event| seen.contains(event)).then_some(())
        })
        .await;
    }

    /// The most at a time since this was asked last.
    fn most(&self) -> usize {
        self.most.swap(0, Ordering::SeqCst)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_hub_makes_all_its_deliveries() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let seen = Arc::new(Seen::default());
    let counts = seen.clone();
    let sink = Sink::answering(move |arrived| {
        let counts = counts.clone();
        async move {
            counts.serve(&arrived.body).await;
            says(200)
        }
    })
    .await;
    let mut hubs = Hubs::of(place, 3).await;
    let stage = Stage::new(&hubs.admin(0)).await;
    stage.hook(&sink.url(), json!({"concurrency": 1})).await;
    settle(&hubs, &stage, &seen).await;
    seen.has(&publish(&hubs, &stage).await).await;
    assert_eq!(seen.most(), 1, "three hubs");
    hubs.kill(1).await;
    seen.has(&publish(&hubs, &stage).await).await;
    assert_eq!(seen.most(), 1, "one is killed, and what it was to make is made by another");
    hubs.grow(4).await;
    settle(&hubs, &stage, &seen).await;
    seen.has(&publish(&hubs, &stage).await).await;
    assert_eq!(seen.most(), 1, "four hubs");
}

/// For a moment after some have come not all know them. This is over once there is no more than one
/// at a time.
async fn settle(hubs: &Hubs, stage: &Stage, seen: &Seen) {
    until(async || {
        seen.has(&publish(hubs, stage).await).await;
        (seen.most() == 1).then_some(())
    })
    .await;
}

/// Publishes at all hubs at the same time.
async fn publish(hubs: &Hubs, stage: &Stage) -> Vec<String> {
    let stages = (0..hubs.len()).map(|hub| stage.at(hubs.admin(hub)));
    let published = stages.map(async |stage| {
        let known = async || stage.admin.get(&stage.project).await.status == 200;
        until(async || known().await.then_some(())).await;
        stage.publish(EACH).await
    });
    futures::future::join_all(published).await.concat()
}
