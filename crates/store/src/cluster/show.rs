//! Deliveries that other hubs hold in memory, written down because somebody looks here.

use crate::owed::owed_sql;
use crate::{No, Store, StoreError, sql};
use event::EventId;
use sea_orm::DbBackend;
use webhook::FORMAT;

/// How long before the low water of a run its deliveries are looked for, in milliseconds.
const MARGIN: i64 = 10_000;

const OTHERS: &str = "SELECT no, low_water FROM hub WHERE no <> $1 AND taken_at IS NULL";

/// The row is what its own hub would write, and stays that hub's. That nobody fences it meanwhile
/// is locked: what an ended run held is looked for only after that.
const SHOW: &str = "WITH run AS (SELECT no FROM hub WHERE no = $2 AND fenced_at IS NULL \
                    AND stopped_at IS NULL FOR SHARE) \
                    INSERT INTO delivery (project, event, webhook, format, owner) \
                    SELECT o.project, o.event, o.webhook, CAST($4 AS SMALLINT), run.no \
                    FROM ({owed} AND p.no = $5) o, run ON CONFLICT DO NOTHING";

impl Store {
    /// Writes down what the other runs that live owe for a project.
    pub(crate) async fn show_of_others(&self, project: No) -> Result<(), StoreError> {
        let show = SHOW.replace("{owed}", owed_sql(DbBackend::Postgres));
        for run in self.rows(OTHERS, vec![self.hub().into()]).await? {
            let (no, low_water): (No, i64) = (run.try_get_by_index(0)?, run.try_get_by_index(1)?);
            let from = EventId::first_at(low_water - MARGIN).uuid();
            let to = EventId::first_at(i64::MAX >> 16).uuid();
            let values = vec![from.into(), no.into(), to.into(), FORMAT.into(), project.into()];
            sql::run(&self.shared.read, &show, values).await?;
        }
        Ok(())
    }
}
