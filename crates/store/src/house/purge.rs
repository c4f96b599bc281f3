//! Erasing what is too old, row by row: on SQLite all of it, on PostgreSQL what no part of a table
//! goes with. What is still to be delivered stays, and so does its event.

use crate::{No, Store, StoreError};
use event::EventId;
use sea_orm::{ConnectionTrait, Statement, Value};
use std::time::Duration;
use tokio::time::sleep;

/// How many rows one transaction erases, and how long others have before the next.
const CHUNK: i64 = 1000;
const PAUSE: Duration = Duration::from_millis(20);

const NEXT: &str = "SELECT id FROM event WHERE project = $1 AND id > $2 AND id < $3 \
                    ORDER BY id LIMIT 1 OFFSET $4";
const EVENTS: [&str; 3] = [
    "DELETE FROM delivery WHERE project = $1 AND event > $2 AND event <= $3 AND state <> 0",
    "DELETE FROM attempt WHERE project = $1 AND event > $2 AND event <= $3 AND NOT EXISTS \
     (SELECT 1 FROM delivery d WHERE d.project = attempt.project AND d.event = attempt.event)",
    "DELETE FROM event WHERE project = $1 AND id > $2 AND id <= $3 AND NOT EXISTS \
     (SELECT 1 FROM delivery d WHERE d.project = event.project AND d.event = event.id) \
     AND NOT EXISTS (SELECT 1 FROM fanout f WHERE f.project = event.project AND f.event = event.id)",
];

/// Rows that are too old: their table, what tells them apart, and what they have in common.
struct Old(&'static str, &'static str, &'static str);

const CALLBACKS: Old = Old("callback", "project, id", "project = $1 AND id < $2");
const ONCE: Old = Old("once", "project, source, token", "project = $1 AND seen_at < $2");
/// Fingerprints lie by when it happened first; what happened later was not reported before.
const SEEN: Old = Old(
    "seen",
    "project, source, occurred_at, fingerprint",
    "project = $1 AND source = $2 AND occurred_at < $3 AND event < $4",
);
const ANSWERED: Old = Old("answered", "api_key, name", "created_at < $1");

/// Erases what is older than that time, in milliseconds since 1970; gives how many events it was.
pub(super) async fn all_before(store: &Store, before: i64) -> Result<u64, StoreError> {
    let mut erased = 0;
    let registry = store.registry();
    let id = EventId::first_at(before).uuid();
    for project in registry.projects() {
        let no = project.no;
        erased += events(store, no, id).await?;
        CALLBACKS.erase(store, vec![no.into(), id.into()]).await?;
        ONCE.erase(store, vec![no.into(), before.into()]).await?;
        let built_in = registry.built_in_source(no).into_iter();
        for source in registry.sources(no).chain(built_in) {
            SEEN.erase(store, vec![no.into(), source.no.into(), before.into(), id.into()]).await?;
        }
    }
    ANSWERED.erase(store, vec![before.into()]).await?;
    Ok(erased)
}

/// A chunk of events after the other, so that what has to stay is looked at once.
async fn events(store: &Store, project: No, before: uuid::Uuid) -> Result<u64, StoreError> {
    let mut erased = 0;
    let mut after = uuid::Uuid::nil();
    let place = |after: uuid::Uuid, at: i64| -> Vec<Value> {
        vec![project.into(), after.into(), before.into(), at.into()]
    };
    while !store.rows(NEXT, place(after, 0)).await?.is_empty() {
        let full = store.rows(NEXT, place(after, CHUNK - 1)).await?;
        let last = full.first().map(|row| row.try_get_by_index(0)).transpose()?;
        // One that is not full is the last.
        let to = last.unwrap_or(before);
        erased += chunk(store, project, after, to).await?;
        if last.is_none() {
            break;
        }
        after = to;
        sleep(PAUSE).await;
    }
    Ok(erased)
}

/// Erases events behind one and up to another; gives how many.
async fn chunk(
    store: &Store,
    project: No,
    after: uuid::Uuid,
    to: uuid::Uuid,
) -> Result<u64, StoreError> {
    let turn = store.turn().await?;
    let mut erased = 0;
    for sql in EVENTS {
        let range = [project.into(), after.into(), to.into()];
        let erase = Statement::from_sql_and_values(turn.tx.get_database_backend(), sql, range);
        erased = turn.tx.execute_raw(erase).await?.rows_affected();
    }
    turn.commit().await?;
    Ok(erased)
}

impl Old {
    /// Erases chunks until nothing is left. Nobody is kept from writing where there is nothing.
    async fn erase(&self, store: &Store, values: Vec<Value>) -> Result<(), StoreError> {
        let Self(table, key, condition) = self;
        let any = format!("SELECT 1 FROM {table} WHERE {condition} LIMIT 1");
        let erase = format!(
            "DELETE FROM {table} WHERE ({key}) IN \
             (SELECT {key} FROM {table} WHERE {condition} LIMIT {CHUNK})"
        );
        while !store.rows(&any, values.clone()).await?.is_empty() {
            let turn = store.turn().await?;
            let backend = turn.tx.get_database_backend();
            let erase = Statement::from_sql_and_values(backend, &erase, values.clone());
            turn.tx.execute_raw(erase).await?;
            turn.commit().await?;
            sleep(PAUSE).await;
        }
        Ok(())
    }
}
