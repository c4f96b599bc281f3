//! Two hubs hear the same of the same contacts at once, each in an order of its own.

use crate::stored::{open, project, take};
use event::{EventId, EventKind, Fingerprint};
use store::{ContactFilter, NewEvent, No, Store};
use tests::{Engine, ask_postgres, until};
use tokio::task::JoinSet;

const ROUNDS: u8 = 40;
const CONTACTS: u8 = 24;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hubs_never_wait_for_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(url) = Engine::Postgres.new_database(folder.path()) else { return };
    let first = open(&url).await;
    let list = project(&first).await;
    let stores = [first, open(&url).await];
    for round in 0..ROUNDS {
        let mut hear = JoinSet::new();
        for (hub, store) in stores.iter().cloned().enumerate() {
            for part in 0..4 {
                hear.spawn(hears(store.clone(), list, round, hub, part));
            }
        }
        hear.join_all().await;
    }
    let blocked = ContactFilter { blocked: Some(true), limit: 200, ..ContactFilter::default() };
    let found = stores[1].contacts(list, &blocked).await.expect("a page").rows;
    assert_eq!(found.len(), usize::from(CONTACTS));
    for store in stores {
        store.close().await;
    }
    assert_eq!(circles(&url).await, "0");
}

/// How often the server found that two waited for each other; each says so when it leaves.
async fn circles(url: &str) -> String {
    let (cluster, database) = url.rsplit_once('/').expect("the URL names a database");
    let cluster = format!("{cluster}/postgres");
    let ask = |what: &str| {
        let question = format!("SELECT {what} WHERE datname = '{database}'");
        ask_postgres(&cluster, &question).remove(0).remove(0)
    };
    until(async || (ask("COUNT(*) FROM pg_stat_activity") == "0").then_some(())).await;
    ask("deadlocks FROM pg_stat_database")
}

/// Each part is about all contacts; one hub hears it from the first to the last, the other the other
/// way round.
async fn hears(store: Store, list: No, round: u8, hub: usize, part: u8) {
    let mut events: Vec<_> = (0..CONTACTS).map(|contact| left(round, part, contact)).collect();
    if hub == 1 {
        events.reverse();
    }
    take(&store, list, events).await;
}

fn left(round: u8, part: u8, contact: u8) -> NewEvent {
    let at = i64::from(round) + 1;
    let mut fingerprint = [contact; 32];
    fingerprint[30..].copy_from_slice(&[round, part]);
    NewEvent {
        id: EventId::at(1_774_340_600_000),
        kind: EventKind::EmailUnsubscribed,
        contact: Some(format!("u{contact}@x.example")),
        message_id: None,
        occurred_at: Some(at),
        received_at: 1_774_340_600_000,
        fingerprint: Some(Fingerprint(fingerprint)),
        seen_by: at,
        body: "{}".into(),
    }
}
