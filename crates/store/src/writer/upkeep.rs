//! What the writer does for itself: the heartbeat, parking what is held for long, looking again
//! after an error, the write-ahead log.

use super::held::{Held, Key, LONGEST};
use super::patience::{doubtfully, patiently};
use super::rows::{Cell, Rows};
use super::shot::Beat;
use super::statements::{DELIVERIES, PARK};
use super::{Batch, Writer, load, log};
use crate::cluster::{self, hold};
use crate::owed::owed_sql;
use crate::{No, StoreError, sql};
use event::EventId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use std::sync::atomic::Ordering;
use std::time::Instant;
use webhook::FORMAT;

/// How often a hub says that it lives, in milliseconds.
const BEAT: i64 = 1000;

const BEAT_SQL: &str = "UPDATE hub SET beat_at = $1, low_water = $2 WHERE no = $3";
const STOP_SQL: &str = "UPDATE hub SET stopped_at = $1 WHERE no = $2";
/// What this run holds in memory, by what the store knows: deliveries with a row, and those of
/// which only their event tells.
const HELD_SQL: &str = "SELECT d.project, d.event, d.webhook FROM project p CROSS JOIN delivery d \
                        WHERE d.project = p.no AND d.event >= $1 \
                        AND d.state = 0 AND d.due_at IS NULL AND d.owner = $2 UNION ALL \
                        SELECT o.project, o.event, o.webhook FROM ({owed}) o \
                        LEFT JOIN delivery d ON d.project = o.project AND d.event = o.event \
                        AND d.webhook = o.webhook WHERE d.event IS NULL";

impl Writer {
    /// Looks after what no job asks for.
    pub(super) async fn upkeep(&mut self) {
        if self.fenced {
            return self.begin_anew().await;
        }
        if self.suspect && self.catch_up().await.is_ok() {
            self.mend().await;
        }
        if self.suspect && self.shared.is_shared() {
            // A server that did not answer is not asked for more.
            return;
        }
        if self.unsettled_since.is_some() {
            self.flush(Batch::default(), true).await;
        }
        self.fans_out |= self.shared.fans_out.swap(false, Ordering::AcqRel);
        if self.fans_out {
            self.expand().await;
        }
        let now = self.shared.now();
        let parked = self.held.release_before(now - LONGEST);
        if parked.is_empty() && now - self.beat_at < BEAT {
            return;
        }
        let shared = self.shared.clone();
        if let Err(error) = patiently(&shared, self.park(&parked, now)).await {
            if !self.suspect {
                tracing::error!(error.cause = ?error, "The store failed the heartbeat");
            }
            // What was let go of is found again by looking.
            _ = self.doubt(error);
        }
        if self.log.is_due() {
            log::checkpoint(&self.shared).await;
        }
    }

    /// What a commit says of this hub: that it lives, and from which event on it holds something
    /// in memory. It is said where it is time, or where what the commit brings into memory is
    /// older than what was said before.
    pub(super) fn next_beat(&self, oldest_new: Option<i64>) -> Beat {
        let now = self.shared.now();
        let oldest = oldest_new.into_iter().chain(self.held.oldest_event());
        let low_water = oldest.min().unwrap_or(now).min(now);
        let said = low_water < self.low_written || now - self.beat_at >= BEAT;
        Beat { now, low_water, hub: self.shared.hub(), said, begun: Instant::now() }
    }

    /// Writes that into a commit.
    pub(super) async fn beat(
        &self,
        tx: &DatabaseTransaction,
        oldest_new: Option<i64>,
    ) -> Result<Beat, StoreError> {
        let beat = self.next_beat(oldest_new);
        write_beat(tx, beat).await?;
        Ok(beat)
    }

    /// It is on disk.
    pub(super) fn said(&mut self, beat: Beat) {
        if beat.said {
            self.beat_at = beat.now;
            let lapsed = !self.shared.cluster.lease.holds();
            self.shared.cluster.lease.renew(beat.begun);
            if lapsed {
                self.handover.look_again();
            }
            self.low_written = beat.low_water;
            self.shared.low_water.store(beat.low_water, Ordering::Relaxed);
        }
    }

    /// Gives deliveries back to the store: due there, should memory not see to them.
    async fn park(&mut self, keys: &[Key], now: i64) -> Result<(), StoreError> {
        self.catch_up().await?;
        let tx = self.begin().await?;
        let rows = deliveries(keys, Some(now), self.shared.hub(), self.backend());
        PARK.execute(&tx, rows).await?;
        let beat = self.beat(&tx, None).await?;
        tx.commit().await?;
        self.said(beat);
        for key in keys {
            self.handover.waits(key.project, key.webhook, now);
        }
        Ok(())
    }

    /// Gives every delivery that memory holds a row, so that it is found by whoever looks.
    pub(super) async fn show_held(&mut self) -> Result<(), StoreError> {
        self.catch_up().await?;
        let rowless = self.held.rowless();
        if rowless.is_empty() {
            return Ok(());
        }
        let tx = self.begin().await?;
        let rows = deliveries(&rowless, None, self.shared.hub(), self.backend());
        DELIVERIES.execute(&tx, rows).await?;
        tx.commit().await?;
        self.held.have_rows();
        Ok(())
    }

    /// After an error a commit may have succeeded without our knowing: what the store says we
    /// hold, and we do not, becomes due.
    async fn mend(&mut self) {
        let shared = self.shared.clone();
        let tries = self.mends;
        self.mends = tries.saturating_add(1);
        if doubtfully(tries, &shared, hold(&shared.write, shared.hub())).await.is_err() {
            return;
        }
        match doubtfully(tries, &shared, self.strays()).await {
            Ok(strays) => {
                let now = self.shared.now();
                match doubtfully(tries, &shared, self.park(&strays, now)).await {
                    Ok(()) => self.mended(strays.len()),
                    Err(error) => _ = self.doubt(error),
                }
            }
            Err(error) => tracing::debug!(error.cause = ?error, "the store is not back yet"),
        }
    }

    /// Memory and store agree again.
    fn mended(&mut self, strays: usize) {
        (self.suspect, self.fans_out, self.mends) = (false, true, 0);
        self.handover.look_again();
        tracing::info!(deliveries = strays, "the store is back");
    }

    /// This run was ended by another hub, and what it held is theirs: lets go of it, and begins a
    /// new run.
    async fn begin_anew(&mut self) {
        let old = self.shared.hub();
        let begun = Instant::now();
        let (shared, now) = (self.shared.clone(), self.shared.now());
        let run = cluster::begin(&shared.write, shared.cluster.dispatches, now);
        let hub = match patiently(&shared, run).await {
            Ok(hub) => hub,
            Err(error) => {
                return tracing::debug!(error.cause = ?error, "cannot begin a new run yet");
            }
        };
        _ = patiently(&shared, cluster::release(&shared.write, old)).await;
        shared.cluster.hub.store(hub, Ordering::Release);
        // Whatever was looked up for the old run by now goes, too.
        self.handover.forget_all();
        self.held = Held::default();
        self.shared.outcomes().retain(|one| one.owed.run == hub);
        self.low_written = i64::MAX;
        (self.beat_at, self.suspect, self.fenced, self.mends) = (0, false, false, 0);
        self.doubts = Some(0);
        shared.cluster.lease.renew(begun);
        self.handover.look_again();
        tracing::warn!(hub.was = old, hub.run = hub, "Others took this run for dead; began anew");
    }

    async fn strays(&self) -> Result<Vec<Key>, StoreError> {
        // From before what was said last: the commit that said more may be the one that failed.
        let from = EventId::first_at(self.shared.low_water() - LONGEST);
        let db = &self.shared.write;
        let all = EventId::first_at(i64::MAX >> 16);
        let values = [from.uuid().into(), self.shared.hub().into(), all.uuid().into()];
        let backend = db.get_database_backend();
        let sql = HELD_SQL.replace("{owed}", owed_sql(backend));
        let found = Statement::from_sql_and_values(backend, sql, values);
        let mut strays = Vec::new();
        for row in db.query_all_raw(found).await? {
            let key = Key {
                project: row.try_get("", "project")?,
                event: row.try_get::<uuid::Uuid>("", "event")?.into(),
                webhook: row.try_get("", "webhook")?,
            };
            if !self.held.has(&key) {
                strays.push(key);
            }
        }
        Ok(strays)
    }

    /// Writes what is left, gives back what is held and says that this run is over.
    pub(super) async fn close(&mut self) {
        self.flush(Batch::default(), true).await;
        let journal_is_empty = self.ahead.is_some() && self.catch_up().await.is_ok();
        let now = self.shared.now();
        let left = self.held.release_before(i64::MAX);
        let shared = self.shared.clone();
        if let Err(error) = patiently(&shared, self.stop(&left, now, journal_is_empty)).await {
            tracing::warn!(error.cause = ?error, "the next start has to look for what is left");
        }
    }

    async fn stop(
        &mut self,
        left: &[Key],
        now: i64,
        journal_is_empty: bool,
    ) -> Result<(), StoreError> {
        if self.doubts.is_none() {
            // Nothing comes behind the end of a run.
            cluster::doubt(&self.shared.write, self.shared.hub()).await?;
        }
        let tx = self.begin().await?;
        let rows = deliveries(left, Some(now), self.shared.hub(), self.backend());
        PARK.execute(&tx, rows).await?;
        self.beat_at = 0;
        self.beat(&tx, None).await?;
        sql::run(&tx, STOP_SQL, vec![now.into(), self.shared.hub().into()]).await?;
        if journal_is_empty {
            load::forget(&tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Says it, where it is to be said.
pub(super) async fn write_beat(tx: &DatabaseTransaction, beat: Beat) -> Result<(), StoreError> {
    if beat.said {
        let values = vec![beat.now.into(), beat.low_water.into(), beat.hub.into()];
        sql::run(tx, BEAT_SQL, values).await?;
    }
    Ok(())
}

fn deliveries(keys: &[Key], due_at: Option<i64>, owner: No, backend: DbBackend) -> Rows {
    let mut rows = DELIVERIES.rows(backend);
    for key in keys {
        rows.push(&[
            Cell::Number(key.project.into()),
            Cell::Uuid(key.event.uuid()),
            Cell::Number(key.webhook.into()),
            Cell::Number(FORMAT.into()),
            due_at.map_or(Cell::Null, Cell::Number),
            Cell::Number(owner.into()),
        ]);
    }
    rows
}
