//! A hub that is killed again and again in the middle of it.

use crate::reader::Reader;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use tests::{Client, Engine, Place, Stage, admin, until};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// How often it is killed, and how many more events are acknowledged before each time.
const KILLS: usize = 5;
const BETWEEN: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_missed_over_kills_on_sqlite() {
    nothing_is_missed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_missed_over_kills_on_postgres() {
    nothing_is_missed(Engine::Postgres).await;
}

/// What was acknowledged.
type Acked = Arc<Mutex<BTreeSet<String>>>;

async fn nothing_is_missed(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    let (mut program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let (hub, at) = watch::channel(Some(addr));
    let acked = Acked::default();
    let count = || acked.lock().unwrap_or_else(PoisonError::into_inner).len();
    let publishers: Vec<_> =
        (0..3).map(|_| tokio::spawn(publish(stage.clone(), at.clone(), acked.clone()))).collect();
    let reads = tokio::spawn(read(Reader::new(&stage.project), at));
    for _ in 0..KILLS {
        let before = count();
        until(async || (count() >= before + BETWEEN).then_some(())).await;
        hub.send_replace(None);
        program.kill().await;
        let (next, addr) = place.start().await;
        program = next;
        hub.send_replace(Some(addr));
    }
    let addr = hub.borrow().expect("a hub runs");
    drop(hub);
    for publisher in publishers {
        publisher.await.expect("it ends");
    }
    let mut reader = reads.await.expect("it ends");
    reader.catch_up(&admin(addr)).await;
    let acked = acked.lock().unwrap_or_else(PoisonError::into_inner).clone();
    println!("{} acknowledged, {} read", acked.len(), reader.read.len());
    reader.has_read_once(&acked);
    program.kill().await;
}

/// Publishes one event after the other, until there is no hub any more.
async fn publish(
    stage: Stage,
    mut at: watch::Receiver<Option<std::net::SocketAddr>>,
    acked: Acked,
) {
    let event = json!({"kind": "email.delivered", "contact": "ann@example.org"});
    while let Some(client) = client(&mut at).await {
        let (client, path, event) = (client, stage.path("events"), event.clone());
        // A hub that is killed breaks off in the middle of its answer.
        let asks = tokio::spawn(async move { client.post(&path, event).await });
        if let Ok(reply) = asks.await
            && reply.status == 202
        {
            let id = reply.json()["data"][0]["id"].as_str().expect("an id").to_owned();
            acked.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        }
    }
}

/// Reads on all the time.
async fn read(mut reader: Reader, mut at: watch::Receiver<Option<std::net::SocketAddr>>) -> Reader {
    while let Some(client) = client(&mut at).await {
        let path = format!("{}&wait=1", reader.asks());
        let asked = tokio::spawn(async move { client.get(&path).await });
        if let Ok(reply) = asked.await {
            reader.take_if_told(&reply);
        }
    }
    reader
}

/// Somebody who asks the hub that runs; none when there will be none any more.
async fn client(at: &mut watch::Receiver<Option<std::net::SocketAddr>>) -> Option<Client> {
    loop {
        let addr = *at.wait_for(Option::is_some).await.ok()?;
        at.has_changed().ok()?;
        let addr = addr?;
        if TcpStream::connect(addr).await.is_ok() {
            return Some(admin(addr));
        }
        tokio::task::yield_now().await;
    }
}
