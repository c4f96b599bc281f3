//! What is to be sent, and what nothing was heard of.

use super::heard::heard;
use super::{Parcel, ParcelState};
use crate::cluster::alive;
use crate::entity::parcel::{Column, Entity};
use crate::{No, Store, StoreError};
use event::ParcelId;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement,
};

/// How long after it was sent a report may have come without finding its parcel, in milliseconds.
const LATEST: i64 = 60_000;

/// A source that has something to do.
#[derive(Clone, Copy, Debug, Eq, FromQueryResult, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct At {
    project: No,
    source: No,
}

impl Store {
    /// Whether this hub is the one that sends what a source has to send.
    #[must_use]
    pub fn posts(&self, source: No) -> bool {
        let cluster = &self.shared.cluster;
        let home = || cluster.members.load().home(source);
        cluster.dispatches && home().is_none_or(|home| home == self.hub())
    }

    /// The sources, each with its project, that have something to send at that time (milliseconds
    /// since 1970).
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn sources_to_send(&self, now: i64) -> Result<Vec<(No, No)>, StoreError> {
        let due = "SELECT DISTINCT project, source FROM parcel WHERE due_at <= $1";
        self.at(due, now).await
    }

    async fn at(&self, sql: &str, now: i64) -> Result<Vec<(No, No)>, StoreError> {
        let db = &self.shared.read;
        let asked = Statement::from_sql_and_values(
            sea_orm::ConnectionTrait::get_database_backend(db),
            sql,
            [now.into()],
        );
        let found = At::find_by_statement(asked).all(db).await?;
        Ok(found.into_iter().map(|at| (at.project, at.source)).collect())
    }

    /// Takes up to so many parcels of a source that are due: nobody else takes them before `until`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails, or another hub took this one for dead.
    pub async fn claim_parcels(
        &self,
        project: No,
        source: No,
        now: i64,
        until: i64,
        most: u16,
    ) -> Result<Vec<Parcel>, StoreError> {
        let turn = self.turn().await?;
        if self.shared.is_shared() {
            alive(&turn.tx, self.hub()).await?;
        }
        let mut due = Entity::find()
            .filter(Column::Project.eq(project))
            .filter(Column::Source.eq(source))
            .filter(Column::DueAt.lte(now))
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::Id)
            .limit(u64::from(most));
        QueryTrait::query(&mut due).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let rows = due.all(&turn.tx).await?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        if !ids.is_empty() {
            Entity::update_many()
                .col_expr(Column::DueAt, Expr::value(until))
                .filter(Column::Project.eq(project))
                .filter(Column::Id.is_in(ids))
                .exec(&turn.tx)
                .await?;
        }
        turn.commit().await?;
        rows.into_iter().map(Parcel::read).collect()
    }

    /// Up to so many parcels of which nothing was heard by that time, and of which something should
    /// have been, of any project.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcels_past(&self, now: i64, most: u16) -> Result<Vec<Parcel>, StoreError> {
        let past = Entity::find()
            .filter(Column::ExpiresAt.lte(now))
            .order_by_asc(Column::ExpiresAt)
            .limit(u64::from(most));
        let rows = past.all(&self.shared.read).await?;
        rows.into_iter().map(Parcel::read).collect()
    }

    /// What was reported of a parcel at the very time at which it was sent, and so may not have
    /// found it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn heard_of(&self, parcel: &Parcel) -> Result<Option<ParcelState>, StoreError> {
        let (Some(message), Some(sent)) = (&parcel.message_id, parcel.sent_at) else {
            return Ok(None);
        };
        self.caught_up().await?;
        heard(&self.shared.read, parcel.project, message, sent, sent + LATEST).await
    }

    /// Parcels to a contact under a topic that were asked for before that one: those that the service
    /// has, and those that still wait.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcels_replaced_by(&self, parcel: &Parcel) -> Result<Vec<ParcelId>, StoreError> {
        let Some(topic) = &parcel.topic else { return Ok(Vec::new()) };
        let found = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Project.eq(parcel.project))
            .filter(Column::Channel.eq(parcel.channel.name()))
            .filter(Column::Contact.eq(&parcel.contact))
            .filter(Column::Id.lt(parcel.id.uuid()))
            .filter(Column::Source.eq(parcel.source))
            .filter(Column::Topic.eq(topic))
            .filter(Column::State.lte(ParcelState::Sent.number()));
        let found: Vec<uuid::Uuid> = found.into_tuple().all(&self.shared.read).await?;
        Ok(found.into_iter().map(ParcelId::from).collect())
    }
}
