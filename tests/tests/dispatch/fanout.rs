//! Events that very many webhooks want.

use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tests::{Arrived, Engine, Hook, Hub, Place, Sink, Stage, admin, on_both, until};

on_both!(crate::HUBS; an_event_reaches_every_webhook_once);

/// More than are written with the event itself.
const WEBHOOKS: usize = 300;

/// Webhooks by their paths at the endpoint.
async fn hooks(stage: &Stage, sink: &Sink) -> BTreeMap<String, Hook> {
    let mut hooks = BTreeMap::new();
    for number in 0..WEBHOOKS {
        let hook = stage.hook(&format!("{}/{number}", sink.url()), json!({})).await;
        hooks.insert(format!("/hook/{number}"), hook);
    }
    hooks
}

/// What arrived, as pairs of event and path; every signature is of the webhook of that path.
fn pairs(arrived: &[Arrived], hooks: &BTreeMap<String, Hook>) -> BTreeSet<(String, String)> {
    for one in arrived {
        one.verify(&hooks[&one.path].secret).expect("its own signature");
    }
    arrived.iter().map(|one| (one.id().to_owned(), one.path.clone())).collect()
}

async fn an_event_reaches_every_webhook_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hooks = hooks(&stage, &sink).await;
    let events = stage.publish(3).await;
    let arrived = sink.once(3 * WEBHOOKS).await;
    assert_eq!(pairs(&arrived, &hooks).len(), 3 * WEBHOOKS, "each event once to each");
    until(async || {
        let pending = stage.get("deliveries?state=pending&limit=1").await;
        (pending["data"] == json!([])).then_some(())
    })
    .await;
    let deliveries = stage.all(&format!("events/{}/deliveries", events[1])).await;
    assert_eq!(deliveries.len(), WEBHOOKS);
    assert!(deliveries.iter().all(|it| it["state"] == "delivered" && it["attempts"] == 1));
    assert_eq!(stage.get(&format!("events/{}", events[1])).await["matched"], WEBHOOKS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_its_midst_costs_nothing_on_sqlite() {
    kill(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_its_midst_costs_nothing_on_postgres() {
    kill(Engine::Postgres).await;
}

async fn kill(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    let (program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let sink = Sink::saying(200).await;
    let hooks = hooks(&stage, &sink).await;
    let events = stage.publish(10).await;
    until(async || (sink.arrived().len() > WEBHOOKS).then_some(())).await;
    program.kill().await;
    let early = sink.arrived().len();
    let (_program, _) = place.start().await;
    let all = until(async || {
        let pairs = pairs(&sink.arrived(), &hooks);
        (pairs.len() >= 10 * WEBHOOKS).then_some(pairs)
    })
    .await;
    println!("{engine:?}: {early} of {} arrived before the kill", 10 * WEBHOOKS);
    assert_eq!(all.len(), 10 * WEBHOOKS);
    assert!(early < 10 * WEBHOOKS, "it was killed in time");
    let seen: BTreeSet<_> = all.into_iter().map(|(event, _)| event).collect();
    assert_eq!(seen, events.into_iter().collect());
}
