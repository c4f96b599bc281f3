//! Runs: beginning one, and the lock that tells that its process lives.

use crate::{No, StoreError, sql};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement,
    TransactionTrait,
};

/// The class of the locks that say that a run lives: "hub" in bytes.
pub(super) const LOCK_CLASS: i32 = 0x0068_7562;

const BEGIN: &str = "INSERT INTO hub (started_at, beat_at, low_water) VALUES ($1, $1, $1) \
                     RETURNING no";
/// Every change of what is set up locks that row first, and then tells all runs that there are.
/// So does every run that begins, and one after the other: who sees a number sees all below it.
const VERSION: &str = "SELECT version FROM registry FOR UPDATE";
const BEGIN_KNOWING: &str = "INSERT INTO hub (started_at, beat_at, low_water, dispatches, registry) \
                             VALUES ($1, $1, $1, $2, $3) RETURNING no";

const ALIVE: &str = "SELECT registry FROM hub WHERE no = $1 AND fenced_at IS NULL FOR SHARE";

const UNDOUBTED: &str = "SELECT registry FROM hub WHERE no = $1 AND fenced_at IS NULL \
                         AND doubts = $2 FOR SHARE";
const DOUBT: &str = "UPDATE hub SET doubts = doubts + 1 WHERE no = $1 AND fenced_at IS NULL \
                     RETURNING doubts";

/// Begins a run; gives its number.
pub(crate) async fn begin(
    db: &DatabaseConnection,
    dispatches: bool,
    now: i64,
) -> Result<No, StoreError> {
    let backend = db.get_database_backend();
    if backend != DbBackend::Postgres {
        return number(db, Statement::from_sql_and_values(backend, BEGIN, [now.into()])).await;
    }
    let tx = db.begin().await?;
    let row = tx.query_one_raw(Statement::from_string(backend, VERSION)).await?;
    let version: i64 = row.ok_or(StoreError::Unreadable("registry"))?.try_get_by_index(0)?;
    let values = [now.into(), dispatches.into(), version.into()];
    let no = number(&tx, Statement::from_sql_and_values(backend, BEGIN_KNOWING, values)).await?;
    tx.commit().await?;
    hold(db, no).await?;
    Ok(no)
}

async fn number(db: &impl ConnectionTrait, begin: Statement) -> Result<No, StoreError> {
    let row = db.query_one_raw(begin).await?.ok_or(StoreError::Unreadable("hub"))?;
    Ok(row.try_get_by_index(0)?)
}

/// That nobody has ended a run, until this transaction is over; gives the version of what is set up
/// that it has to know.
pub(crate) async fn alive(tx: &DatabaseTransaction, no: No) -> Result<i64, StoreError> {
    let alive = Statement::from_sql_and_values(tx.get_database_backend(), ALIVE, [no.into()]);
    let row = tx.query_one_raw(alive).await?.ok_or(StoreError::Fenced)?;
    Ok(row.try_get_by_index(0)?)
}

/// As [`alive`], and that the run has doubted no more commits than these.
pub(crate) async fn undoubted(
    tx: &DatabaseTransaction,
    no: No,
    doubts: i64,
) -> Result<i64, StoreError> {
    let values = [no.into(), doubts.into()];
    let known = Statement::from_sql_and_values(tx.get_database_backend(), UNDOUBTED, values);
    let row = tx.query_one_raw(known).await?.ok_or(StoreError::Fenced)?;
    Ok(row.try_get_by_index(0)?)
}

/// After a commit of which nobody heard what became: waits for it where it is under way, and where
/// it has not begun it will write nothing. Gives how many there were.
pub(crate) async fn doubt(db: &DatabaseConnection, no: No) -> Result<i64, StoreError> {
    let doubt = Statement::from_sql_and_values(db.get_database_backend(), DOUBT, [no.into()]);
    let row = db.query_one_raw(doubt).await?.ok_or(StoreError::Fenced)?;
    Ok(row.try_get_by_index(0)?)
}

/// Takes the lock that says that a run's process lives; again, where its connection is a new one.
pub(crate) async fn hold(db: &DatabaseConnection, no: No) -> Result<(), StoreError> {
    lock(db, "SELECT pg_advisory_lock($1, $2)", no).await
}

/// Gives that lock back.
pub(crate) async fn release(db: &DatabaseConnection, no: No) -> Result<(), StoreError> {
    lock(db, "SELECT pg_advisory_unlock($1, $2)", no).await
}

async fn lock(db: &DatabaseConnection, lock: &str, no: No) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        sql::run(db, lock, vec![LOCK_CLASS.into(), no.into()]).await?;
    }
    Ok(())
}
