//! Events that many webhooks want: their deliveries, a chunk a commit.

use super::Writer;
use super::patience::patiently;
use super::plan::{MOST_AT_ONCE, Plan, Room, Setting};
use super::statements::DELIVERIES;
use crate::registry::Matching;
use crate::{No, Owed, StoreError, sql};
use bytes::Bytes;
use event::{EventId, EventKind, Id};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Statement};
use std::collections::HashMap;

/// How many chunks are written before the next callbacks get their turn.
const CHUNKS: usize = 4;

const NEXT: &str = "SELECT f.project, f.event, f.kind, f.after, f.last, e.body FROM fanout f \
                    JOIN event e ON e.project = f.project AND e.id = f.event \
                    WHERE f.owner = $1 ORDER BY f.project, f.event LIMIT 1";
const MOVE: &str = "UPDATE fanout SET after = $1 WHERE project = $2 AND event = $3";
const DONE: &str = "DELETE FROM fanout WHERE project = $1 AND event = $2";

struct Fanout {
    project: No,
    event: EventId,
    kind: EventKind,
    after: No,
    last: No,
    body: Bytes,
}

impl Writer {
    /// Writes some chunks; looks again later where it could not, or more are left.
    pub(super) async fn expand(&mut self) {
        for _ in 0..CHUNKS {
            let shared = self.shared.clone();
            match patiently(&shared, self.expand_one()).await {
                Ok(true) => {}
                Ok(false) => {
                    self.fans_out = false;
                    return;
                }
                Err(error) => {
                    if !self.suspect {
                        tracing::error!(error.cause = ?error, "the store failed a fan-out");
                    }
                    self.suspect = true;
                    return;
                }
            }
        }
    }

    /// Writes one chunk; says whether there was one.
    async fn expand_one(&mut self) -> Result<bool, StoreError> {
        self.catch_up().await?;
        let tx = self.begin().await?;
        let Some(fanout) = self.next_fanout(&tx).await? else {
            tx.rollback().await?;
            return Ok(false);
        };
        let now = self.shared.now();
        let registry = self.shared.registry.load_full();
        let none = HashMap::new();
        let members = self.shared.cluster.members.load_full();
        let setting = Setting::new(&self.shared, &registry, &none, &members);
        let mut plan = Plan::new(self.backend());
        let mut room = Room::new(self.handover.clone());
        let more = fanout.chunk(&mut plan, &setting, &mut room);
        let deliveries = DELIVERIES.rows(self.backend());
        let deliveries = std::mem::replace(&mut plan.deliveries, deliveries);
        DELIVERIES.execute(&tx, deliveries).await?;
        let key = [fanout.project.into(), fanout.event.uuid().into()];
        match more {
            Some(after) => {
                let values = std::iter::once(after.into()).chain(key).collect();
                sql::run(&tx, MOVE, values).await?;
            }
            None => _ = sql::run(&tx, DONE, key.to_vec()).await?,
        }
        let beat = self.beat(&tx, Some(fanout.event.ms())).await?;
        tx.commit().await?;
        self.said(beat);
        self.wait(&plan.wait);
        self.hand_over(plan.hand, room, now, true);
        Ok(true)
    }

    async fn next_fanout(&self, tx: &DatabaseTransaction) -> Result<Option<Fanout>, StoreError> {
        let values = [self.shared.hub().into()];
        let next = Statement::from_sql_and_values(tx.get_database_backend(), NEXT, values);
        tx.query_one_raw(next).await?.map(|row| Fanout::read(&row)).transpose()
    }
}

impl Fanout {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let kind: i16 = row.try_get("", "kind")?;
        let kind = u8::try_from(kind).ok().and_then(EventKind::from_number);
        Ok(Self {
            project: row.try_get("", "project")?,
            event: Id::from(row.try_get::<uuid::Uuid>("", "event")?),
            kind: kind.ok_or(StoreError::Unreadable("fanout.kind"))?,
            after: row.try_get("", "after")?,
            last: row.try_get("", "last")?,
            body: row.try_get::<Vec<u8>>("", "body")?.into(),
        })
    }

    /// Plans the next deliveries; gives where the chunk after them begins, where there is one.
    fn chunk(&self, plan: &mut Plan, with: &Setting<'_>, room: &mut Room) -> Option<No> {
        let matching = Matching::new(with.registry, self.project, (self.kind, &self.body));
        let left = matching.between(self.after, self.last);
        let mut last = None;
        for (place, subscription) in left.wanting().enumerate() {
            if place == MOST_AT_ONCE {
                return last;
            }
            last = Some(subscription.webhook);
            let owed = Owed {
                project: self.project,
                event: self.event,
                webhook: subscription.webhook,
                body: self.body.clone(),
                attempts: 0,
                slot: 0,
                run: with.owner,
            };
            plan.deliver(owed, subscription, with, room);
        }
        None
    }
}
