//! Parcels, looked up.

use super::{Parcel, ParcelState};
use crate::contact::Address;
use crate::entity::parcel::{Column, Entity};
use crate::ingest::storable;
use crate::{No, Store, StoreError};
use event::ParcelId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

impl Store {
    /// One parcel.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcel(&self, project: No, id: ParcelId) -> Result<Option<Parcel>, StoreError> {
        self.caught_up().await?;
        let found = Entity::find_by_id((project, id.uuid())).one(&self.shared.read).await?;
        found.map(Parcel::read).transpose()
    }

    /// The parcel that is called by that in reports.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcel_reported_as(
        &self,
        project: No,
        message_id: &str,
    ) -> Result<Option<Parcel>, StoreError> {
        self.caught_up().await?;
        let found = Entity::find()
            .filter(Column::Project.eq(project))
            .filter(Column::MessageId.eq(message_id))
            .order_by_desc(Column::Id);
        found.one(&self.shared.read).await?.map(Parcel::read).transpose()
    }

    /// The parcels of the message that one of them belongs to, in their order.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcels_with(&self, project: No, id: ParcelId) -> Result<Vec<Parcel>, StoreError> {
        let Some(one) = self.parcel(project, id).await? else { return Ok(Vec::new()) };
        let all = Entity::find()
            .filter(Column::Project.eq(project))
            .filter(Column::Message.eq(one.message.uuid()))
            .order_by_asc(Column::Id);
        let rows = all.all(&self.shared.read).await?;
        rows.into_iter().map(Parcel::read).collect()
    }

    /// Parcels by what they are called by in reports; of several the newest.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcels_called(
        &self,
        project: No,
        messages: &[String],
    ) -> Result<HashMap<String, Parcel>, StoreError> {
        if messages.is_empty() {
            return Ok(HashMap::new());
        }
        let found = Entity::find()
            .filter(Column::Project.eq(project))
            .filter(Column::MessageId.is_in(messages.iter().map(|it| storable(it))))
            .order_by_asc(Column::Id);
        let rows = found.all(&self.shared.read).await?;
        let named = rows.into_iter().filter_map(|row| Some((row.message_id.clone()?, row)));
        named.map(|(name, row)| Ok((name, Parcel::read(row)?))).collect()
    }

    /// The parcels of messages that were taken in before, by what makes each of them count once.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcels_of(
        &self,
        project: No,
        own: &[[u8; 32]],
    ) -> Result<HashMap<[u8; 32], Vec<Parcel>>, StoreError> {
        let mut all = HashMap::new();
        if own.is_empty() {
            return Ok(all);
        }
        let keys = own.iter().map(|own| own.to_vec());
        let firsts = Entity::find()
            .filter(Column::Project.eq(project))
            .filter(Column::Own.is_in(keys))
            .all(&self.shared.read)
            .await?;
        for first in firsts {
            let Some(Ok(own)) = first.own.as_deref().map(TryInto::try_into) else { continue };
            let parcels = Entity::find()
                .filter(Column::Project.eq(project))
                .filter(Column::Message.eq(first.message))
                .order_by_asc(Column::Id)
                .all(&self.shared.read)
                .await?;
            let parcels = parcels.into_iter().map(Parcel::read).collect::<Result<_, _>>()?;
            all.insert(own, parcels);
        }
        Ok(all)
    }

    /// The newest parcels to a contact, at most so many.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcels_to(
        &self,
        project: No,
        contact: &Address,
        before: Option<ParcelId>,
        most: u16,
    ) -> Result<Vec<Parcel>, StoreError> {
        self.caught_up().await?;
        let mut found = to(project, contact).order_by_desc(Column::Id).limit(u64::from(most));
        if let Some(before) = before {
            found = found.filter(Column::Id.lt(before.uuid()));
        }
        let rows = found.all(&self.shared.read).await?;
        rows.into_iter().map(Parcel::read).collect()
    }

    /// Parcels of a source to a contact that have arrived by that time (milliseconds since 1970),
    /// and are not known to be seen; the oldest first, and at most so many.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn parcels_unseen(
        &self,
        project: No,
        source: No,
        contact: &Address,
        until: i64,
        most: u16,
    ) -> Result<Vec<Parcel>, StoreError> {
        self.caught_up().await?;
        let arrived = Condition::all()
            .add(Column::Source.eq(source))
            .add(Column::State.eq(ParcelState::Delivered.number()))
            .add(Column::ViewedAt.is_null())
            .add(Column::SentAt.lte(until));
        let found = to(project, contact).filter(arrived).order_by_asc(Column::Id);
        let rows = found.limit(u64::from(most)).all(&self.shared.read).await?;
        rows.into_iter().map(Parcel::read).collect()
    }
}

fn to(project: No, contact: &Address) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::Project.eq(project))
        .filter(Column::Channel.eq(contact.channel().name()))
        .filter(Column::Contact.eq(contact.text()))
}
