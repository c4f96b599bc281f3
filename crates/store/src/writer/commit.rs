//! One commit: events, what they make, and how attempts ended.

use super::plan::{Plan, Room, Setting};
use super::settle;
use super::statements::{CALLBACKS, DELIVERIES, EVENTS, FANOUTS, SEEN, SEEN_BEFORE};
use super::{Writer, once};
use crate::registry::{Registry, load};
use crate::{Ingest, Settled, StoreError, Taken};
use event::{EventId, Id};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Value};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
        let now = self.shared.now();
        let tx = self.shared.begin().await?;
        let registry = self.newest(&tx).await?;
        let refused = once::claim(&tx, ingests).await?;
        let before = seen_before(&tx, ingests, &refused).await?;
        let setting =
            Setting { registry: &registry, before: &before, owner: self.shared.hub(), now };
        let mut plan = Plan::default();
        let mut room = Room::new(self.handover.clone());
        let taken = ingests.iter().enumerate().map(|(place, ingest)| {
            if refused.contains(&place) {
                return Err(StoreError::Replayed);
            }
            Ok(plan.add(ingest, &setting, &mut room))
        });
        let taken = taken.collect();
        write(&tx, &mut plan).await?;
        settle::write(&tx, settled, self.shared.hub()).await?;
        self.kept.trim(&tx, ingests).await?;
        let ids = ingests.iter().flat_map(|it| it.events.iter().map(|event| event.id.ms()));
        self.beat(&tx, ids.min(), now).await?;
        tx.commit().await?;
        Ok(Committed { taken, plan, room })
    }

    /// The registry that the newest change made. On PostgreSQL another hub may have made it; its
    /// version stays locked until this commit, so that no event misses a webhook that was there
    /// before it. On SQLite every change goes through this writer.
    async fn newest(&self, tx: &DatabaseTransaction) -> Result<Arc<Registry>, StoreError> {
        let registry = self.shared.registry.load_full();
        if tx.get_database_backend() != DbBackend::Postgres {
            return Ok(registry);
        }
        let sql = "SELECT version FROM registry FOR SHARE";
        let version = self.shared.number(tx, sql).await?;
        if version == registry.version {
            return Ok(registry);
        }
        let newer = Arc::new(load(tx, &self.shared.key, &registry, version).await?);
        self.shared.registry.store(newer.clone());
        Ok(newer)
    }
}

/// Claims the fingerprints of all events; gives those that were claimed before, with their first
/// report.
async fn seen_before(
    tx: &DatabaseTransaction,
    ingests: &[&Ingest],
    refused: &HashSet<usize>,
) -> Result<HashMap<EventId, EventId>, StoreError> {
    let mut rows: Vec<Value> = Vec::new();
    let mut claims = 0;
    for (place, ingest) in ingests.iter().enumerate() {
        if refused.contains(&place) {
            continue;
        }
        for event in &ingest.events {
            let Some(fingerprint) = event.fingerprint else { continue };
            claims += 1;
            rows.extend([
                ingest.project.into(),
                ingest.source.into(),
                event.occurred_at.unwrap_or(0).into(),
                fingerprint.0.to_vec().into(),
                event.id.uuid().into(),
            ]);
        }
    }
    let mut before = HashMap::new();
    if claims == 0 || SEEN.execute(tx, rows.clone()).await? == claims {
        return Ok(before);
    }
    for row in SEEN_BEFORE.query(tx, rows).await? {
        let asked = Id::from(row.try_get::<uuid::Uuid>("", "asked")?);
        before.insert(asked, Id::from(row.try_get::<uuid::Uuid>("", "first")?));
    }
    Ok(before)
}

async fn write(tx: &DatabaseTransaction, plan: &mut Plan) -> Result<(), StoreError> {
    EVENTS.execute(tx, std::mem::take(&mut plan.events)).await?;
    DELIVERIES.execute(tx, std::mem::take(&mut plan.deliveries)).await?;
    FANOUTS.execute(tx, std::mem::take(&mut plan.fanouts)).await?;
    CALLBACKS.execute(tx, std::mem::take(&mut plan.callbacks)).await?;
    Ok(())
}
