//! A hub that is told to stop ends what it has begun, and leaves the rest to the next.

use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::{Engine, Feeder, Place, Sink, Stage, admin, says, until};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How long an attempt may take, and how much longer a stop.
const DEADLINE: Duration = Duration::from_secs(2);
const GRACE: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_loses_nothing_and_repeats_nothing_on_sqlite() {
    stop(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_loses_nothing_and_repeats_nothing_on_postgres() {
    stop(Engine::Postgres).await;
}

async fn stop(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    let place = place.with("TIDINGS_LIMITS_DEADLINE", "2 s");
    let seen = Arc::new(Mutex::new(BTreeMap::new()));
    let sink = sink(&seen).await;
    let (mut program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    stage.hook(&sink.url(), json!({})).await;
    let (hub, address) = watch::channel(vec![addr]);
    let feeder = Feeder::begin(address, &[path], 300);
    let mut slowest = Duration::ZERO;
    let stops = if tests::long() { 200 } else { 10 };
    for _ in 0..stops {
        let count = feeder.count();
        until(async || (feeder.count() > count + 20).then_some(())).await;
        program.tell_to_stop();
        let begun = Instant::now();
        let ended = timeout(DEADLINE + GRACE + GRACE, program.ended()).await;
        assert!(ended.expect("it stops").success());
        slowest = slowest.max(begun.elapsed());
        hub.send_replace(Vec::new());
        let (next, addr) = place.start().await;
        program = next;
        hub.send_replace(vec![addr]);
    }
    let acked = feeder.stop().await;
    let all = async || {
        let seen = seen.lock().expect("a map");
        acked.iter().all(|number| seen.contains_key(number)).then_some(())
    };
    until(all).await;
    program.tell_to_stop();
    assert!(program.ended().await.success());
    let arrived = seen.lock().expect("a map").clone();
    let twice: Vec<_> = arrived.iter().filter(|(_, times)| **times != 1).collect();
    println!("{engine:?}: {stops} stops, {} acknowledged, slowest {slowest:?}", acked.len());
    assert_eq!(twice, [(&0, &0); 0], "sent again although nothing was killed");
    assert!(slowest <= DEADLINE + GRACE, "{slowest:?}");
}

/// An endpoint that takes its time, and counts how often what was fed arrives.
async fn sink(seen: &Arc<Mutex<BTreeMap<u32, u32>>>) -> Sink {
    let seen = seen.clone();
    Sink::answering(move |arrived| {
        let body: serde_json::Value = serde_json::from_slice(&arrived.body).expect("JSON");
        let number = body["data"]["message_id"].as_str().and_then(|it| it.parse().ok());
        *seen.lock().expect("a map").entry(number.expect("a number")).or_default() += 1;
        async {
            sleep(Duration::from_millis(rand::random_range(0..100))).await;
            says(200)
        }
    })
    .await
}
