//! At the start: what was acknowledged and had not reached the tables when the last run ended.

use super::Writer;
use super::batch::MOST_EVENTS;
use super::load::said;
use crate::journal::{self, Disk, Mark};
use crate::{Ingest, Nobody, StoreError};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::Arc;

const BEGIN: &str = "INSERT INTO meta (name, value) VALUES ('journal', $1) \
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value";

impl Writer {
    /// Takes over what the journal holds, its deliveries due at once; gives where the new run's
    /// records begin.
    pub(crate) async fn replay(&mut self, disk: &mut Disk) -> Result<Mark, StoreError> {
        let handover = std::mem::replace(&mut self.handover, Arc::new(Nobody));
        let done = self.replay_all(disk).await;
        self.handover = handover;
        let events = done?;
        if events > 0 {
            tracing::info!(events, "took over what the journal held");
        }
        let begin = Mark::new();
        let db = &self.shared.write;
        let values = [begin.to_bytes().to_vec().into()];
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), BEGIN, values))
            .await?;
        Ok(begin)
    }

    async fn replay_all(&mut self, disk: &mut Disk) -> Result<usize, StoreError> {
        let Some(mut mark) = said(&self.shared.write).await? else { return Ok(0) };
        let mut events = 0;
        loop {
            let mut all: Vec<Ingest> = Vec::new();
            let mut gathered = 0;
            while gathered < MOST_EVENTS
                && let Some((ingests, next)) = journal::read(disk, mark)?
            {
                gathered += ingests.iter().map(|ingest| ingest.events.len()).sum::<usize>();
                all.extend(ingests);
                mark = next;
            }
            if all.is_empty() {
                return Ok(events);
            }
            events += gathered;
            self.commit_in_steps(&all.iter().collect::<Vec<_>>(), &[], Some(mark)).await?;
        }
    }
}
