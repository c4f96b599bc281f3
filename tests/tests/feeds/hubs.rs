//! Many hubs on one PostgreSQL, each with numbers of its own.

use crate::follow::Stream;
use crate::reader::Reader;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tests::{Engine, Place, Stage, admin, run_on_postgres, until};

/// How soon after it was acknowledged by one hub an event is told by another, as a rule.
const SOON: Duration = Duration::from_millis(750);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_place_is_good_at_all_hubs() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let others = [place.beside(), place.beside()];
    let (mut first, addr) = place.start().await;
    let mut programs = Vec::new();
    let mut hubs = vec![addr];
    for other in &others {
        let (program, addr) = other.start().await;
        programs.push(program);
        hubs.push(addr);
    }
    let stage = Stage::new(&admin(hubs[0])).await;
    let publishers = hubs.iter().map(|hub| tokio::spawn(publish(stage.at(admin(*hub)))));
    let publishers: Vec<_> = publishers.collect();
    let mut reader = Reader::new(&stage.project);
    let mut turn = 0;
    while publishers.iter().any(|it| !it.is_finished()) {
        turn += 1;
        let asked = admin(hubs[turn % hubs.len()]);
        reader.take(&asked.get(&format!("{}&wait=1", reader.asks())).await.is(200));
    }
    let mut all = BTreeSet::new();
    for publisher in publishers {
        all.extend(publisher.await.expect("all are taken"));
    }
    // One that ends, by its own hand or another's, is read to its end.
    let last = stage.at(admin(hubs[2])).publish(2).await;
    all.extend(last);
    programs.pop().expect("a hub").kill().await;
    first.tell_to_stop();
    assert!(first.ended().await.success());
    let left = stage.at(admin(hubs[1]));
    all.extend(left.publish(2).await);
    reader.catch_up(&left.admin).await;
    reader.has_read_once(&all);
    assert_eq!(reader.read.len(), all.len());
}

async fn publish(stage: Stage) -> Vec<String> {
    let mut all = Vec::new();
    for _ in 0..20 {
        all.extend(stage.publish(3).await);
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_took_in_another_tells() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let other = place.beside();
    let (_one, here) = place.start().await;
    let (_two, there) = other.start().await;
    let stage = Stage::new(&admin(here)).await;
    let path = stage.path("events/stream");
    // It is known there once it is asked for.
    stage.at(admin(there)).get("feed").await;
    let mut stream = Stream::open(there, &path, None).await.begun().await;
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

/// A commit that comes late, after a newer one was read, would be missed. So one of which nobody
/// heard what became writes nothing once its run has gone on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_was_given_up_writes_nothing() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let (_program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let mut all: BTreeSet<_> = stage.publish(1).await.into_iter().collect();
    let mut reader = Reader::new(&stage.project);
    reader.catch_up(&stage.admin).await;
    // As its run itself does after a connection broke in the middle of a commit.
    let database = place.variable("TIDINGS_DATABASE_URL");
    run_on_postgres(database, "UPDATE hub SET doubts = doubts + 1");
    let new = serde_json::json!({"kind": "email.delivered", "contact": "ann@example.org"});
    let refused = stage.admin.post(&stage.path("events"), new.clone()).await;
    assert_eq!(refused.status, 503, "{refused:?}");
    let taken = until(async || {
        let reply = stage.admin.post(&stage.path("events"), new.clone()).await;
        (reply.status == 202).then(|| reply.json())
    })
    .await;
    all.insert(tests::text(&taken["data"][0], "id"));
    reader.catch_up(&stage.admin).await;
    reader.has_read_once(&all);
    assert_eq!(reader.read.len(), 2, "what was refused is nowhere");
}
