//! Runs of hubs: beginning one, and taking over what ended ones left.

use crate::owed::owed_sql;
use crate::shared::Shared;
use crate::{No, Store, StoreError};
use event::EventId;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, Statement,
    Value,
};
use std::sync::atomic::Ordering;
use std::time::Duration;
use webhook::FORMAT;

/// How long before the low water of a run its deliveries are looked for, in milliseconds.
const MARGIN: i64 = 10_000;

/// How often the runs of others are looked at.
const EVERY: Duration = Duration::from_millis(500);

/// After how long without a heartbeat a run may have ended, in milliseconds. Its lock alone does
/// not tell: it goes with the connection, which may break while the process lives.
const SILENT: i64 = 2500;

/// The class of the locks that say that a run lives: "hub" in bytes.
const LOCK_CLASS: i32 = 0x0068_7562;

const BEGIN: &str = "INSERT INTO hub (started_at, beat_at, low_water) VALUES ($1, $1, $1) \
                     RETURNING no";
const OTHERS: &str = "SELECT no, low_water FROM hub WHERE no <> $1 \
                      AND (stopped_at IS NOT NULL OR beat_at < $2) ORDER BY no";
const HELD: &str = "UPDATE delivery SET owner = $1, due_at = $2 WHERE owner = $3 AND state = 0 \
                    AND due_at IS NULL AND event >= $4 AND project IN (SELECT no FROM project)";
const OWED: &str = "INSERT INTO delivery (project, event, webhook, format, due_at, owner) \
                    SELECT o.project, o.event, o.webhook, CAST($3 AS SMALLINT), \
                    CAST($4 AS BIGINT), CAST($5 AS INTEGER) FROM ({owed}) o \
                    WHERE true ON CONFLICT DO NOTHING";
const FANOUTS: &str = "UPDATE fanout SET owner = $1 WHERE owner = $2";
const FORGET: &str = "DELETE FROM hub WHERE no = $1";

/// Begins a run. On PostgreSQL its connection holds a lock for as long as the process lives, so
/// that others need no clock to see that it is gone.
pub(super) async fn begin_run(db: &DatabaseConnection, now: i64) -> Result<No, StoreError> {
    let begin = Statement::from_sql_and_values(db.get_database_backend(), BEGIN, [now.into()]);
    let row = db.query_one_raw(begin).await?.ok_or(StoreError::Unreadable("hub"))?;
    let no: No = row.try_get_by_index(0)?;
    hold(db, no).await?;
    Ok(no)
}

/// Takes the lock that says that a run lives; again, where its connection is a new one.
pub(crate) async fn hold(db: &DatabaseConnection, no: No) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        run(db, "SELECT pg_advisory_lock($1, $2)", vec![LOCK_CLASS.into(), no.into()]).await?;
    }
    Ok(())
}

/// Takes over what runs that ended held in memory: it becomes due here.
pub(super) async fn take_over(shared: &Shared, now: i64) -> Result<(), StoreError> {
    let tx = shared.begin().await?;
    take_over_in(&tx, shared, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives how many runs were taken over.
async fn take_over_in(
    tx: &DatabaseTransaction,
    shared: &Shared,
    now: i64,
) -> Result<usize, StoreError> {
    let backend = tx.get_database_backend();
    let mut ended = 0;
    for row in silent(tx, shared, now).await? {
        let (no, low_water): (No, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if !is_over(tx, no).await? {
            continue;
        }
        ended += 1;
        let from = EventId::first_at(low_water - MARGIN).uuid();
        let held = vec![shared.hub().into(), now.into(), no.into(), from.into()];
        let mut due = run(tx, HELD, held).await?;
        let sql = OWED.replace("{owed}", owed_sql(backend));
        let owed = vec![from.into(), no.into(), FORMAT.into(), now.into(), shared.hub().into()];
        due += run(tx, &sql, owed).await?;
        if run(tx, FANOUTS, vec![shared.hub().into(), no.into()]).await? > 0 {
            shared.fans_out.store(true, Ordering::Release);
        }
        run(tx, FORGET, vec![no.into()]).await?;
        tracing::info!(hub.run = no, deliveries = due, "took over from a run that ended");
    }
    Ok(ended)
}

/// The runs of others that may have ended.
async fn silent(
    db: &impl ConnectionTrait,
    shared: &Shared,
    now: i64,
) -> Result<Vec<QueryResult>, StoreError> {
    let backend = db.get_database_backend();
    // One process has a SQLite store at a time, so that there all others have ended.
    let before = if backend == DbBackend::Postgres { now - SILENT } else { i64::MAX };
    let values = [shared.hub().into(), before.into()];
    Ok(db.query_all_raw(Statement::from_sql_and_values(backend, OTHERS, values)).await?)
}

/// Whether that run has ended. One process has a SQLite store at a time, so all others have.
async fn is_over(tx: &DatabaseTransaction, no: No) -> Result<bool, StoreError> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let sql = "SELECT pg_try_advisory_xact_lock($1, $2)";
    let values = [LOCK_CLASS.into(), no.into()];
    let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let row = tx.query_one_raw(lock).await?.ok_or(StoreError::Unreadable("hub"))?;
    Ok(row.try_get_by_index(0)?)
}

/// Keeps looking for runs that end: a killed process is gone from the engine's sight only when its
/// connection is.
pub(super) fn keep_looking(store: &Store) {
    if store.shared.write.get_database_backend() == DbBackend::Postgres {
        tokio::spawn(look(store.clone()));
    }
}

async fn look(store: Store) {
    let mut tick = tokio::time::interval(EVERY);
    loop {
        tick.tick().await;
        match look_once(&store).await {
            Ok(0) => {}
            Ok(_) => store.shared.handover.look_again(),
            Err(StoreError::Closed) => return,
            Err(error) => tracing::debug!(error.cause = ?error, "could not look for ended runs"),
        }
    }
}

async fn look_once(store: &Store) -> Result<usize, StoreError> {
    if silent(&store.shared.read, &store.shared, store.shared.now()).await?.is_empty() {
        return if store.shared.jobs.is_closed() { Err(StoreError::Closed) } else { Ok(0) };
    }
    let turn = store.turn().await?;
    let ended = take_over_in(&turn.tx, &store.shared, store.shared.now()).await?;
    turn.commit().await?;
    Ok(ended)
}

async fn run(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
    let backend = db.get_database_backend();
    let done = db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(done.rows_affected())
}
