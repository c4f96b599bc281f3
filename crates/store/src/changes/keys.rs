//! Keys to the API.

use super::{Answer, Change, Remember};
use crate::entity::api_key;
use crate::{Key, No, Registry, Role, Store, StoreError, hash};
use event::KeyId;
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait};

/// A key to be made.
#[derive(Clone)]
pub struct NewKey {
    /// The project it is bound to; none for an admin key.
    pub project: Option<No>,
    /// What it may do.
    pub role: Role,
    /// What people call it.
    pub title: String,
    /// The key itself, of which only the hash is kept.
    pub text: String,
}

impl Store {
    /// Makes a key.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] where there is such a key.
    pub async fn create_key(
        &self,
        new: NewKey,
        remember: Option<Remember>,
        answer: impl FnOnce(&Key) -> Answer,
    ) -> Result<Answer, StoreError> {
        let change = Change::begin(self).await?;
        let id = KeyId::at(change.now());
        let tail = new.text.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        let row = api_key::ActiveModel {
            no: NotSet,
            id: Set(id.uuid()),
            version: Set(change.version),
            project: Set(new.project),
            role: Set(new.role.to_string()),
            title: Set(new.title),
            hash: Set(hash(&new.text).to_vec()),
            hint: Set(new.text[tail..].to_owned()),
            created_at: Set(change.now()),
            deleted_at: Set(None),
        };
        row.insert(&change.turn.tx).await.map_err(|error| match StoreError::from(error) {
            StoreError::Taken(_) => StoreError::Taken("key"),
            error => error,
        })?;
        let answer = |all: &Registry| all.key(id).map(|key| answer(key));
        Ok(change.answer(remember, answer).await?.1)
    }

    /// Deletes a key: it opens nothing from now on.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`] where there is none to delete.
    pub async fn delete_key(&self, id: KeyId) -> Result<(), StoreError> {
        let change = Change::begin(self).await?;
        let no = change.shared.registry.load().key(id).ok_or(StoreError::Gone("key"))?.no;
        let row = api_key::ActiveModel {
            no: Unchanged(no),
            version: Set(change.version),
            deleted_at: Set(Some(change.now())),
            // The same key may be made again.
            hash: Set(id.uuid().as_bytes().to_vec()),
            ..Default::default()
        };
        api_key::Entity::update(row).exec(&change.turn.tx).await?;
        change.finish().await.map(|_| ())
    }
}
