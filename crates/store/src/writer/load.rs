//! What was acknowledged and is on its way into the tables.

use super::plan::Plan;
use super::rows::{Cell, Rows};
use super::shot::{Beat, Known, Shot};
use super::statements::{DELIVERIES, EVENTS, FANOUTS, SEEN, SEEN_BEFORE};
use super::{settle, upkeep};
use crate::journal::Mark;
use crate::recall::Claim;
use crate::shared::Shared;
use crate::{Ingest, NewEvent, No, Settled, StoreError};
use event::{EventId, Id};
use foldhash::fast::RandomState;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use std::collections::HashMap;
use tokio::time::Instant;

const SAID: &str = "SELECT value FROM meta WHERE name = 'journal'";
const FORGET: &str = "DELETE FROM meta WHERE name = 'journal'";
const SAY: &str = "UPDATE meta SET value = $1 WHERE name = 'journal'";

/// Rows that go into the tables together, and what is to be said of it then.
pub(super) struct Load {
    pub plan: Plan,
    pub settled: Vec<Settled>,
    /// The last record whose events it holds.
    pub mark: Option<Mark>,
    pub events: usize,
    /// Whose they are, where somebody watches.
    pub projects: Vec<No>,
    /// Since when it holds events.
    pub since: Option<Instant>,
    /// When the oldest of them arrived.
    pub oldest: Option<i64>,
    seen: HashMap<Claim, EventId, RandomState>,
}

impl Load {
    pub(super) fn new(backend: DbBackend) -> Self {
        Self {
            plan: Plan::new(backend),
            settled: Vec::new(),
            mark: None,
            events: 0,
            projects: Vec::new(),
            since: None,
            oldest: None,
            seen: HashMap::default(),
        }
    }

    /// The first report with that claim, where this load holds it.
    pub(super) fn first(&self, claim: &Claim) -> Option<EventId> {
        self.seen.get(claim).copied()
    }

    /// Holds that first report from now on.
    pub(super) fn claim(&mut self, claim: Claim, event: EventId) {
        self.seen.insert(claim, event);
    }

    /// Puts all of it into the tables, in one transaction; does nothing where an earlier try did.
    pub(super) async fn land(&self, shared: &Shared, beat: Beat) -> Result<(), StoreError> {
        let backend = shared.write.get_database_backend();
        let settled = settle::rows(&self.settled, shared.hub(), backend);
        let shot = Shot::new(&mut self.plan.clone(), settled, beat, Known::default());
        if let Some(shot) = shot.map(|shot| shot.up_to(self.mark)) {
            match shot.fire(&shared.write).await {
                Ok(_) => return Ok(()),
                Err(StoreError::Taken(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.land_in_steps(shared, beat).await
    }

    async fn land_in_steps(&self, shared: &Shared, beat: Beat) -> Result<(), StoreError> {
        let tx = shared.begin().await?;
        if let Some(mark) = self.mark {
            if said(&tx).await?.is_some_and(|said| said.covers(mark)) {
                return Ok(());
            }
            say(&tx, mark).await?;
        }
        let plan = self.plan.clone();
        SEEN.execute(&tx, plan.seen).await?;
        plan.contacts.write(&tx).await?;
        plan.parcels.write(&tx).await?;
        EVENTS.execute(&tx, plan.events).await?;
        DELIVERIES.execute(&tx, plan.deliveries).await?;
        FANOUTS.execute(&tx, plan.fanouts).await?;
        settle::write(&tx, &self.settled, shared.hub()).await?;
        upkeep::write_beat(&tx, beat).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Up to where the tables hold what the journal holds.
pub(crate) async fn said(db: &impl ConnectionTrait) -> Result<Option<Mark>, StoreError> {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), SAID)).await?;
    let Some(row) = row else { return Ok(None) };
    let said: Vec<u8> = row.try_get_by_index(0)?;
    Mark::from_bytes(&said).map(Some).ok_or(StoreError::OtherJournal)
}

pub(super) async fn say(tx: &DatabaseTransaction, mark: Mark) -> Result<(), StoreError> {
    let values = [mark.to_bytes().to_vec().into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), SAY, values)).await?;
    Ok(())
}

/// The journal holds nothing, and nothing more is written to it: any version may begin anew.
pub(super) async fn forget(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    tx.execute_raw(Statement::from_string(tx.get_database_backend(), FORGET)).await?;
    Ok(())
}

/// Of those claims, which the tables hold already: by the event that asks, the first report.
pub(super) async fn first_reports(
    db: &impl ConnectionTrait,
    claims: Rows,
) -> Result<HashMap<EventId, EventId>, StoreError> {
    let mut before = HashMap::new();
    for row in SEEN_BEFORE.query(db, claims).await? {
        let asked = Id::from(row.try_get::<uuid::Uuid>("", "asked")?);
        before.insert(asked, Id::from(row.try_get::<uuid::Uuid>("", "first")?));
    }
    Ok(before)
}

/// Adds the claim of one event's fingerprint.
pub(super) fn add_claim(rows: &mut Rows, ingest: &Ingest, event: &NewEvent) {
    let Some(fingerprint) = &event.fingerprint else { return };
    rows.push(&[
        Cell::Number(ingest.project.into()),
        Cell::Number(ingest.source.into()),
        Cell::Number(event.seen_by),
        Cell::Bytes(&fingerprint.0),
        Cell::Uuid(event.id.uuid()),
    ]);
}
