//! Callbacks that were kept.

use super::Page;
use crate::entity::callback;
use crate::{CallbackState, No, Store, StoreError};
use event::CallbackId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Which callbacks a list shows.
#[derive(Clone, Debug, Default)]
pub struct CallbackFilter {
    /// Only of this source.
    pub source: Option<No>,
    /// Only in this state.
    pub state: Option<CallbackState>,
    /// Only those received at that time or later, in milliseconds since 1970.
    pub since: Option<i64>,
    /// Only those received before that time.
    pub until: Option<i64>,
    /// Only those before this one.
    pub before: Option<CallbackId>,
    /// How many.
    pub limit: u16,
}

/// A callback as it was kept.
#[derive(Clone, Debug)]
pub struct CallbackRow {
    /// Its id.
    pub id: CallbackId,
    /// The source it came to.
    pub source: No,
    /// When it arrived, in milliseconds since 1970.
    pub received_at: i64,
    /// Why it is kept.
    pub state: CallbackState,
    /// What could not be read, in words.
    pub note: String,
    /// How it was sent.
    pub method: String,
    /// Path and query, its token taken out.
    pub url: String,
    /// Its headers without credentials.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Store {
    /// A page of a project's callbacks.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn callbacks(
        &self,
        project: No,
        filter: &CallbackFilter,
    ) -> Result<Page<CallbackRow, CallbackId>, StoreError> {
        let mut rows = callback::Entity::find()
            .filter(callback::Column::Project.eq(project))
            .order_by_desc(callback::Column::Id)
            .limit(u64::from(filter.limit) + 1);
        if let Some(source) = filter.source {
            rows = rows.filter(callback::Column::Source.eq(source));
        }
        if let Some(state) = filter.state {
            rows = rows.filter(callback::Column::State.eq(state.to_string()));
        }
        if let Some(since) = filter.since {
            rows = rows.filter(callback::Column::Id.gte(CallbackId::first_at(since).uuid()));
        }
        if let Some(until) = filter.until {
            rows = rows.filter(callback::Column::Id.lt(CallbackId::first_at(until).uuid()));
        }
        if let Some(before) = filter.before {
            rows = rows.filter(callback::Column::Id.lt(before.uuid()));
        }
        let rows = rows.all(&self.shared.read).await?;
        let rows = rows.into_iter().map(CallbackRow::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(rows, usize::from(filter.limit), |row| row.id, None))
    }

    /// One callback.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn callback(
        &self,
        project: No,
        id: CallbackId,
    ) -> Result<Option<CallbackRow>, StoreError> {
        let key = (project, id.uuid());
        let found = callback::Entity::find_by_id(key).one(&self.shared.read).await?;
        found.map(CallbackRow::read).transpose()
    }

    /// Says what is known of a kept callback now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn mark_callback(
        &self,
        project: No,
        id: CallbackId,
        state: CallbackState,
        note: &str,
    ) -> Result<(), StoreError> {
        use sea_orm::ActiveValue::{Set, Unchanged};
        let turn = self.turn().await?;
        let row = callback::ActiveModel {
            project: Unchanged(project),
            id: Unchanged(id.uuid()),
            state: Set(state.to_string()),
            note: Set(crate::ingest::storable(note)),
            ..Default::default()
        };
        callback::Entity::update(row).exec(&turn.tx).await?;
        turn.commit().await?;
        Ok(())
    }
}

impl CallbackRow {
    fn read(row: callback::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            source: row.source,
            received_at: row.received_at,
            state: row.state.parse().map_err(|_| StoreError::Unreadable("callback.state"))?,
            note: row.note,
            method: row.method,
            url: row.url,
            headers: serde_json::from_str(&row.headers)?,
            body: row.body,
        })
    }
}
