//! One commit: events, what they make, and how attempts ended.

use super::plan::{Plan, Room, Setting, taken};
use super::rows::Rows;
use super::shot::{Known, Shot};
use super::statements::{CALLBACKS, DELIVERIES, EVENTS, FANOUTS, SEEN};
use super::{Writer, load, once, settle};
use crate::cluster::{self, alive, undoubted};
use crate::journal::Mark;
use crate::parcel;
use crate::registry::Registry;
use crate::{Ingest, Settled, StoreError, Taken};
use event::EventId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// For how many commits a repeat makes the writer expect more of them.
const CAREFUL: u32 = 16;

/// What is on disk, and what is still to be done with it.
pub(super) struct Committed {
    /// Per callback, in order.
    pub taken: Vec<Result<Vec<Taken>, StoreError>>,
    pub plan: Plan,
    pub room: Room,
}

impl Writer {
    /// Writes all of it in one transaction. Nothing of it is there when it fails, unless the
    /// failure hit the commit's own answer: then nobody knows, and the caller looks again.
    pub(super) async fn commit(
        &mut self,
        ingests: &[&Ingest],
        settled: &[Settled],
    ) -> Result<Committed, StoreError> {
        let doubts = match self.doubts {
            Some(doubts) => doubts,
            None => cluster::doubt(&self.shared.write, self.shared.hub()).await?,
        };
        self.doubts = Some(doubts);
        let plain = ingests.iter().all(|it| it.is_plain());
        if plain && self.careful == 0 {
            match self.commit_at_once(ingests, settled).await {
                Ok(Some(committed)) => return Ok(committed),
                Ok(None) => {}
                Err(StoreError::Taken(_)) => self.careful = CAREFUL,
                Err(error) => return Err(error),
            }
        }
        self.careful = self.careful.saturating_sub(1);
        self.commit_in_steps(ingests, settled, None).await
    }

    /// The usual case, in one message to the engine. Gives nothing where it is not usual after
    /// all; fails where an event is a repeat.
    async fn commit_at_once(
        &mut self,
        ingests: &[&Ingest],
        settled: &[Settled],
    ) -> Result<Option<Committed>, StoreError> {
        let backend = self.backend();
        let registry = self.shared.registry.load_full();
        let (mut plan, room, taken) =
            self.plan(&registry, ingests, &HashSet::new(), &HashMap::new());
        self.number = plan.number;
        plan.claim_all(ingests.iter().copied());
        let beat = self.next_beat(oldest(ingests));
        let settled = settle::rows(settled, self.shared.hub(), backend);
        let known = Known { version: registry.version, doubts: self.doubts.unwrap_or_default() };
        let Some(shot) = Shot::new(&mut plan, settled, beat, known) else {
            return Ok(None);
        };
        if let Some(version) = shot.fire(&self.shared.write).await? {
            self.shared.learn(&self.shared.write, version).await?;
            return Ok(None);
        }
        self.said(beat);
        Ok(Some(Committed { taken, plan, room }))
    }

    /// Any case, statement by statement. Says along with it up to where the journal is taken over.
    pub(super) async fn commit_in_steps(
        &mut self,
        ingests: &[&Ingest],
        settled: &[Settled],
        mark: Option<Mark>,
    ) -> Result<Committed, StoreError> {
        let tx = self.shared.begin().await?;
        let registry = self.newest(&tx).await?;
        let refused = once::claim(&tx, ingests).await?;
        let before = self.seen_before(&tx, ingests, &refused).await?;
        let (mut plan, room, taken) = self.plan(&registry, ingests, &refused, &before);
        self.number = plan.number;
        // Right behind the fingerprints, as in one shot: whoever waits for others does so in one
        // order.
        plan.contacts.write(&tx).await?;
        let kept = ingests.iter().enumerate().filter(|(place, _)| !refused.contains(place));
        parcel::write(&tx, kept.map(|(_, ingest)| *ingest), self.shared.now()).await?;
        plan.parcels.write(&tx).await?;
        let none = || Rows::new(&[], tx.get_database_backend());
        EVENTS.execute(&tx, std::mem::replace(&mut plan.events, none())).await?;
        DELIVERIES.execute(&tx, std::mem::replace(&mut plan.deliveries, none())).await?;
        FANOUTS.execute(&tx, std::mem::replace(&mut plan.fanouts, none())).await?;
        CALLBACKS.execute(&tx, std::mem::replace(&mut plan.callbacks, none())).await?;
        settle::write(&tx, settled, self.shared.hub()).await?;
        self.kept.trim(&tx, ingests).await?;
        if let Some(mark) = mark {
            load::say(&tx, mark).await?;
        }
        let beat = self.beat(&tx, oldest(ingests)).await?;
        tx.commit().await?;
        self.said(beat);
        Ok(Committed { taken, plan, room })
    }

    /// Begins to write what is no callback's.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let tx = self.shared.begin().await?;
        if self.shared.is_shared() {
            alive(&tx, self.shared.hub()).await?;
        }
        Ok(tx)
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.shared.write.get_database_backend()
    }

    /// Works out what a batch makes, by that registry.
    fn plan(
        &self,
        registry: &Registry,
        ingests: &[&Ingest],
        refused: &HashSet<usize>,
        before: &HashMap<EventId, EventId>,
    ) -> (Plan, Room, Vec<Result<Vec<Taken>, StoreError>>) {
        let members = self.shared.cluster.members.load_full();
        let setting = Setting::new(&self.shared, registry, before, &members);
        let mut plan = Plan::new(self.backend());
        plan.number = self.number;
        let mut room = Room::new(self.handover.clone());
        let taken = ingests.iter().enumerate().map(|(place, ingest)| {
            if refused.contains(&place) {
                return Err(StoreError::Replayed);
            }
            plan.add(ingest, &setting, &mut room);
            Ok(taken(ingest, before))
        });
        let taken = taken.collect();
        (plan, room, taken)
    }

    /// The registry that the newest change made. On PostgreSQL another hub may have made it; that
    /// this run knows it stays locked until this commit, so that no event misses a webhook that was
    /// there before it. On SQLite every change goes through this writer.
    async fn newest(&self, tx: &DatabaseTransaction) -> Result<Arc<Registry>, StoreError> {
        if !self.shared.is_shared() {
            return Ok(self.shared.registry.load_full());
        }
        let version = undoubted(tx, self.shared.hub(), self.doubts.unwrap_or_default()).await?;
        self.shared.learn(tx, version).await
    }

    /// Claims the fingerprints of all events; gives those that were claimed before, with their
    /// first report.
    async fn seen_before(
        &self,
        tx: &DatabaseTransaction,
        ingests: &[&Ingest],
        refused: &HashSet<usize>,
    ) -> Result<HashMap<EventId, EventId>, StoreError> {
        let claim = || {
            let mut plan = Plan::new(self.backend());
            let ingests = ingests.iter().enumerate();
            let ingests = ingests.filter(|(place, _)| !refused.contains(place));
            plan.claim_all(ingests.map(|(_, ingest)| *ingest));
            plan.seen
        };
        let rows = claim();
        let claims = rows.count() as u64;
        if SEEN.execute(tx, rows).await? == claims {
            return Ok(HashMap::new());
        }
        load::first_reports(tx, claim()).await
    }
}

/// When the oldest event of a batch arrived.
pub(super) fn oldest(ingests: &[&Ingest]) -> Option<i64> {
    ingests.iter().flat_map(|it| it.events.iter().map(|event| event.id.ms())).min()
}
