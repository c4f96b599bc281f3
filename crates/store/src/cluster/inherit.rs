//! What a run that ended held in memory becomes due.

use super::alive;
use crate::owed::owed_sql;
use crate::shared::Shared;
use crate::{No, StoreError, sql};
use event::EventId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, TransactionTrait};
use std::sync::atomic::Ordering;
use webhook::FORMAT;

/// How long before the low water of a run its deliveries are looked for, in milliseconds.
const MARGIN: i64 = 10_000;

/// How many milliseconds' worth of events one transaction makes due.
const SLICE: i64 = 1000;

/// The class of the locks that say that somebody sees to an ended run: "end" in bytes.
const LOCK_CLASS: i32 = 0x0065_6e64;

const HELD: &str = "UPDATE delivery SET owner = $1, due_at = $2 WHERE owner = $3 AND state = 0 \
                    AND due_at IS NULL AND event >= $4 AND event < $5 \
                    AND project IN (SELECT no FROM project)";
const OWED: &str = "INSERT INTO delivery (project, event, webhook, format, due_at, owner) \
                    SELECT o.project, o.event, o.webhook, CAST($4 AS SMALLINT), \
                    CAST($5 AS BIGINT), CAST($6 AS INTEGER) FROM ({owed}) o \
                    WHERE true ON CONFLICT DO NOTHING";
const FANOUTS: &str = "UPDATE fanout SET owner = $1 WHERE owner = $2";
/// Nor is done again what somebody has done since the last look.
const LOCK: &str = "SELECT pg_try_advisory_xact_lock($1, $2) AND EXISTS \
                    (SELECT 1 FROM hub WHERE no = $2 AND taken_at IS NULL)";
const MOVED: &str = "UPDATE hub SET low_water = $1 WHERE no = $2";
const TAKEN: &str = "UPDATE hub SET taken_at = $1 WHERE no = $2";

/// A run that ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    pub no: No,
    pub low_water: i64,
    pub beat_at: i64,
}

/// On SQLite: takes over what all earlier runs held. It becomes due here. Where runs live side by
/// side they see to one another.
pub(crate) async fn take_over_all(shared: &Shared, now: i64) -> Result<(), StoreError> {
    if shared.is_shared() {
        return Ok(());
    }
    let tx = shared.begin().await?;
    let others = "SELECT no, low_water FROM hub WHERE no <> $1 ORDER BY no";
    let me = shared.hub();
    let others = Statement::from_sql_and_values(tx.get_database_backend(), others, [me.into()]);
    for row in tx.query_all_raw(others).await? {
        let (no, low_water): (No, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let all = (EventId::first_at(low_water - MARGIN), EventId::first_at(i64::MAX >> 16));
        let due = make_due(&tx, no, me, all, now).await?;
        take_fanouts(&tx, shared, no).await?;
        sql::run(&tx, "DELETE FROM hub WHERE no = $1", vec![no.into()]).await?;
        tracing::info!(hub.run = no, deliveries = due, "took over from a run that ended");
    }
    tx.commit().await?;
    Ok(())
}

/// On PostgreSQL: makes due what an ended run held; its rows stay its own until somebody claims
/// them. One hub at a time does that, and another goes on where it stood.
///
/// Says whether it was done here.
pub(super) async fn inherit(shared: &Shared, ended: Ended) -> Result<bool, StoreError> {
    let mut from = ended.low_water - MARGIN;
    let mut due = 0;
    // What came after its last beat is the last slice, whatever its clock said.
    let last = ended.beat_at + SLICE;
    loop {
        let is_last = from > last;
        let to = if is_last { i64::MAX >> 16 } else { from + SLICE };
        let tx = shared.read.begin().await?;
        if !lock(&tx, ended.no).await? {
            return Ok(false);
        }
        // What it takes over for itself must not come to another that has ended meanwhile.
        alive(&tx, shared.hub()).await?;
        let slice = (EventId::first_at(from), EventId::first_at(to));
        let now = shared.now();
        due += make_due(&tx, ended.no, ended.no, slice, now).await?;
        if is_last {
            take_fanouts(&tx, shared, ended.no).await?;
            sql::run(&tx, TAKEN, vec![now.into(), ended.no.into()]).await?;
        } else {
            sql::run(&tx, MOVED, vec![(to + MARGIN).into(), ended.no.into()]).await?;
        }
        tx.commit().await?;
        if is_last {
            tracing::info!(hub.run = ended.no, deliveries = due, "made due what a run held");
            return Ok(true);
        }
        from = to;
    }
}

/// Makes due what a run held of those events, for that owner; gives how many deliveries there were.
async fn make_due(
    tx: &DatabaseTransaction,
    run: No,
    owner: No,
    events: (EventId, EventId),
    now: i64,
) -> Result<u64, StoreError> {
    let (from, to) = (events.0.uuid(), events.1.uuid());
    let held = vec![owner.into(), now.into(), run.into(), from.into(), to.into()];
    let due = sql::run(tx, HELD, held).await?;
    let owe = OWED.replace("{owed}", owed_sql(tx.get_database_backend()));
    let owed = [from.into(), run.into(), to.into(), FORMAT.into(), now.into(), owner.into()];
    Ok(due + sql::run(tx, &owe, owed.to_vec()).await?)
}

async fn take_fanouts(
    tx: &DatabaseTransaction,
    shared: &Shared,
    run: No,
) -> Result<(), StoreError> {
    if sql::run(tx, FANOUTS, vec![shared.hub().into(), run.into()]).await? > 0 {
        shared.fans_out.store(true, Ordering::Release);
    }
    Ok(())
}

/// Whether nobody else sees to that run; they do not until this transaction ends.
async fn lock(tx: &DatabaseTransaction, run: No) -> Result<bool, StoreError> {
    let values = [LOCK_CLASS.into(), run.into()];
    let lock = Statement::from_sql_and_values(tx.get_database_backend(), LOCK, values);
    let row = tx.query_one_raw(lock).await?.ok_or(StoreError::Unreadable("hub"))?;
    Ok(row.try_get_by_index(0)?)
}
