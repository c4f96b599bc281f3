//! Erasing what is too old, row by row: on SQLite all of it, on PostgreSQL what no part of a table
//! goes with. What is still to be delivered stays, and so does its event.

use crate::erase::{CHUNK, PAUSE, Rows};
use crate::{No, Store, StoreError, feed, sql};
use event::EventId;
use sea_orm::Value;
use tokio::time::sleep;

const NEXT: &str = "SELECT id FROM event WHERE project = $1 AND id > $2 AND id < $3 \
                    ORDER BY id LIMIT 1 OFFSET $4";
const DELIVERIES: [&str; 2] = [
    "DELETE FROM delivery WHERE project = $1 AND event > $2 AND event <= $3 AND state <> 0",
    "DELETE FROM attempt WHERE project = $1 AND event > $2 AND event <= $3 AND NOT EXISTS \
     (SELECT 1 FROM delivery d WHERE d.project = attempt.project AND d.event = attempt.event)",
];
const EVENTS: &str = "project = $1 AND id > $2 AND id <= $3 AND NOT EXISTS \
     (SELECT 1 FROM delivery d WHERE d.project = event.project AND d.event = event.id) \
     AND NOT EXISTS (SELECT 1 FROM fanout f WHERE f.project = event.project AND f.event = event.id)";

const CALLBACKS: Rows = Rows("callback", "project, id", "project = $1 AND id < $2");
const ONCE: Rows = Rows("once", "project, source, token", "project = $1 AND seen_at < $2");
/// Fingerprints lie by when it happened first; what happened later was not reported before.
const SEEN: Rows = Rows(
    "seen",
    "project, source, occurred_at, fingerprint",
    "project = $1 AND source = $2 AND occurred_at < $3 AND event < $4",
);
/// A link that has expired, or was deleted, says so for as long as anything is kept.
const LINKS: Rows = Rows("link", "project, id", "project = $1 AND expires_at < $2");
/// What is still to be sent, or waited for, stays.
const PARCELS: Rows = Rows(
    "parcel",
    "project, id",
    "project = $1 AND id < $2 AND due_at IS NULL AND expires_at IS NULL",
);
/// Who reads a feed from before that time comes too late by age alone.
const GAPS: Rows = Rows("erased", "project, run", "at < $1");
const JOBS: Rows = Rows("job", "project, id", "project = $1 AND ended_at < $2");
const ANSWERED: Rows = Rows("answered", "api_key, name", "created_at < $1");

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
        LINKS.erase(store, vec![no.into(), before.into()]).await?;
        JOBS.erase(store, vec![no.into(), before.into()]).await?;
        PARCELS.erase(store, vec![no.into(), id.into()]).await?;
        let built_in = registry.built_in_source(no).into_iter();
        for source in registry.sources(no).chain(built_in) {
            SEEN.erase(store, vec![no.into(), source.no.into(), before.into(), id.into()]).await?;
        }
    }
    ANSWERED.erase(store, vec![before.into()]).await?;
    GAPS.erase(store, vec![before.into()]).await?;
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
    let range = || vec![project.into(), after.into(), to.into()];
    for erase in DELIVERIES {
        sql::run(&turn.tx, erase, range()).await?;
    }
    feed::note(&turn.tx, EVENTS, range(), store.shared.now()).await?;
    let erased = sql::run(&turn.tx, &format!("DELETE FROM event WHERE {EVENTS}"), range()).await?;
    turn.commit().await?;
    Ok(erased)
}
