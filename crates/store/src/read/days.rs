//! Events by days of UTC: an id begins with the time at which its event arrived, so that a day is a
//! range of them.

use crate::entity::event;
use crate::{EventRow, No, Store, StoreError};
use ::event::EventId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

impl Store {
    /// The days on which events of a project arrived, the newest first: the time at which each
    /// begins, in milliseconds since 1970. Only those that begin before `before`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn days(
        &self,
        project: No,
        before: Option<i64>,
        limit: u16,
    ) -> Result<Vec<i64>, StoreError> {
        self.caught_up().await?;
        let mut days = Vec::new();
        let mut before = before.unwrap_or(i64::MAX >> 16);
        while days.len() < usize::from(limit) {
            let last = event::Entity::find()
                .select_only()
                .column(event::Column::Id)
                .filter(event::Column::Project.eq(project))
                .filter(event::Column::Id.lt(EventId::first_at(before).uuid()))
                .order_by_desc(event::Column::Id)
                .limit(1);
            let last: Option<uuid::Uuid> = last.into_tuple().one(&self.shared.read).await?;
            let Some(last) = last else { break };
            before = EventId::from(last).ms().div_euclid(DAY) * DAY;
            days.push(before);
        }
        Ok(days)
    }

    /// The events of a project that arrived on the day that begins at that time, in milliseconds
    /// since 1970: the oldest ones behind `after`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn day(
        &self,
        project: No,
        begins: i64,
        after: Option<EventId>,
        limit: u16,
    ) -> Result<Vec<EventRow>, StoreError> {
        self.caught_up().await?;
        let mut found = event::Entity::find()
            .filter(event::Column::Project.eq(project))
            .filter(event::Column::Id.gte(EventId::first_at(begins).uuid()))
            .filter(event::Column::Id.lt(EventId::first_at(begins + DAY).uuid()))
            .order_by_asc(event::Column::Id)
            .limit(u64::from(limit));
        if let Some(after) = after {
            found = found.filter(event::Column::Id.gt(after.uuid()));
        }
        let rows = found.all(&self.shared.read).await?;
        rows.into_iter().map(EventRow::read).collect()
    }
}
