//! Deliveries and their attempts.

use super::{LOOKED_AT, Page};
use crate::entity::{attempt, delivery};
use crate::{DeliveryState, No, Store, StoreError};
use event::{AttemptId, DeliveryId, EventId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// Which deliveries a list shows.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    /// Only of this event.
    pub event: Option<EventId>,
    /// Only in this state.
    pub state: Option<DeliveryState>,
    /// Only for this webhook.
    pub webhook: Option<No>,
    /// Only of events received at that time or later, in milliseconds since 1970.
    pub since: Option<i64>,
    /// Only of events received before that time.
    pub until: Option<i64>,
    /// Only those before this one.
    pub before: Option<DeliveryId>,
    /// How many.
    pub limit: u16,
}

/// A delivery as it is kept.
#[derive(Clone, Debug)]
pub struct DeliveryRow {
    /// Its id.
    pub id: DeliveryId,
    /// How far it is.
    pub state: DeliveryState,
    /// The form that it was sent in last, and its revision: a number of `webhook::Format`.
    pub format: i16,
    /// How many requests were made for it.
    pub attempts: u16,
    /// When the next one is due, in milliseconds since 1970; none where none is, or it is being
    /// made.
    pub due_at: Option<i64>,
    last: Option<AttemptRow>,
}

/// An attempt as it is kept.
#[derive(Clone, Debug)]
pub struct AttemptRow {
    /// Its id.
    pub id: AttemptId,
    /// When it started, in milliseconds since 1970.
    pub started_at: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// What the endpoint answered with, where it did.
    pub status: Option<u16>,
    /// Why it failed, where it did.
    pub error: Option<String>,
    /// The beginning of the answer's body.
    pub response: Vec<u8>,
}

impl Store {
    /// A page of a project's deliveries.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn deliveries(
        &self,
        project: No,
        filter: &DeliveryFilter,
    ) -> Result<Page<DeliveryRow, DeliveryId>, StoreError> {
        self.show(project).await?;
        let limit = u64::from(filter.limit);
        let base = filter.range(project);
        let last = base
            .clone()
            .select_only()
            .columns([delivery::Column::Event, delivery::Column::Webhook])
            .offset(LOOKED_AT - 1);
        let last: Option<(uuid::Uuid, No)> = last.into_tuple().one(&self.shared.read).await?;
        let last = last.map(|(event, webhook)| DeliveryId { event: event.into(), webhook });
        let mut found = base.filter(filter.condition()).limit(limit + 1);
        if let Some(last) = last {
            found = found.filter(not_before(last));
        }
        let rows = found.all(&self.shared.read).await?;
        let rows = rows.into_iter().map(DeliveryRow::read).collect();
        Ok(Page::cut(rows, usize::from(filter.limit), |row| row.id, last))
    }

    /// One delivery.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn delivery(
        &self,
        project: No,
        id: DeliveryId,
    ) -> Result<Option<DeliveryRow>, StoreError> {
        self.show(project).await?;
        let key = (project, id.event.uuid(), id.webhook);
        let found = delivery::Entity::find_by_id(key).one(&self.shared.read).await?;
        Ok(found.map(DeliveryRow::read))
    }

    /// The attempts of a delivery, newest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn attempts(
        &self,
        project: No,
        delivery: &DeliveryRow,
    ) -> Result<Vec<AttemptRow>, StoreError> {
        let rows = attempt::Entity::find()
            .filter(attempt::Column::Project.eq(project))
            .filter(attempt::Column::Event.eq(delivery.id.event.uuid()))
            .filter(attempt::Column::Webhook.eq(delivery.id.webhook))
            .order_by_desc(attempt::Column::Number)
            .all(&self.shared.read)
            .await?;
        let mut attempts: Vec<_> = rows.into_iter().map(AttemptRow::read).collect();
        if let Some(last) = &delivery.last
            && attempts.first().is_none_or(|newest| newest.id.number < last.id.number)
        {
            attempts.insert(0, last.clone());
        }
        Ok(attempts)
    }
}

impl DeliveryFilter {
    fn range(&self, project: No) -> Select<delivery::Entity> {
        let mut rows = delivery::Entity::find()
            .filter(delivery::Column::Project.eq(project))
            .order_by_desc(delivery::Column::Event)
            .order_by_desc(delivery::Column::Webhook);
        if let Some(event) = self.event {
            rows = rows.filter(delivery::Column::Event.eq(event.uuid()));
        }
        if let Some(since) = self.since {
            rows = rows.filter(delivery::Column::Event.gte(EventId::first_at(since).uuid()));
        }
        if let Some(until) = self.until {
            rows = rows.filter(delivery::Column::Event.lt(EventId::first_at(until).uuid()));
        }
        // What is neither pending nor delivered has an index of its own.
        if let Some(state @ (DeliveryState::Exhausted | DeliveryState::Cancelled)) = self.state {
            rows = rows.filter(delivery::Column::State.eq(state as i16));
            rows = rows.filter(delivery::Column::State.gt(1));
        }
        match self.before {
            Some(before) => rows.filter(earlier(before)),
            None => rows,
        }
    }

    fn condition(&self) -> Condition {
        let state = self.state.map(|state| delivery::Column::State.eq(state as i16));
        let webhook = self.webhook.map(|webhook| delivery::Column::Webhook.eq(webhook));
        Condition::all().add_option(state).add_option(webhook)
    }
}

fn earlier(than: DeliveryId) -> Condition {
    let event = than.event.uuid();
    let same = delivery::Column::Event.eq(event).and(delivery::Column::Webhook.lt(than.webhook));
    let any = Condition::any().add(delivery::Column::Event.lt(event)).add(same);
    // Said twice, because an engine finds a range by the plain comparison only.
    Condition::all().add(delivery::Column::Event.lte(event)).add(any)
}

fn not_before(last: DeliveryId) -> Condition {
    let event = last.event.uuid();
    let same = delivery::Column::Event.eq(event).and(delivery::Column::Webhook.gte(last.webhook));
    let any = Condition::any().add(delivery::Column::Event.gt(event)).add(same);
    Condition::all().add(delivery::Column::Event.gte(event)).add(any)
}

impl DeliveryRow {
    fn read(row: delivery::Model) -> Self {
        let id = DeliveryId { event: row.event.into(), webhook: row.webhook };
        let attempts = u16::try_from(row.attempts).unwrap_or(0);
        let last = row.started_at.map(|started_at| AttemptRow {
            id: AttemptId { delivery: id, number: attempts },
            started_at,
            duration_ms: duration(row.duration_ms.unwrap_or(0)),
            status: status(row.status),
            error: row.error,
            response: row.response.unwrap_or_default(),
        });
        let state = DeliveryState::from_number(row.state);
        Self { id, state, format: row.format, attempts, due_at: row.due_at, last }
    }
}

impl AttemptRow {
    fn read(row: attempt::Model) -> Self {
        let delivery = DeliveryId { event: row.event.into(), webhook: row.webhook };
        Self {
            id: AttemptId { delivery, number: u16::try_from(row.number).unwrap_or(0) },
            started_at: row.started_at,
            duration_ms: duration(row.duration_ms),
            status: status(row.status),
            error: row.error,
            response: row.response.unwrap_or_default(),
        }
    }
}

fn duration(ms: i32) -> u32 {
    u32::try_from(ms).unwrap_or(0)
}

fn status(status: Option<i16>) -> Option<u16> {
    status.and_then(|status| u16::try_from(status).ok())
}
