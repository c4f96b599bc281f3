//! Sources.

use super::{Answer, Change, Remember};
use crate::entity::source;
use crate::registry::Token;
use crate::{No, Registry, Source, Store, StoreError};
use event::{Channel, SourceId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A source to be made.
#[derive(Clone)]
pub struct NewSource {
    /// The project it feeds.
    pub project: No,
    /// The channel.
    pub channel: Channel,
    /// The provider's name.
    pub provider: String,
    /// What people call it.
    pub title: String,
    /// By name.
    pub secrets: Map<String, Value>,
    /// By name.
    pub settings: Map<String, Value>,
    /// The token of its callback URL.
    pub token: String,
}

/// What changes of a source.
#[derive(Clone, Default)]
pub struct PatchSource {
    /// What people call it.
    pub title: Option<String>,
    /// All of its secrets.
    pub secrets: Option<Map<String, Value>>,
    /// All of its settings.
    pub settings: Option<Map<String, Value>>,
    /// All of its tokens, the newest first.
    pub tokens: Option<Vec<Token>>,
    /// Whether its callbacks are refused for now.
    pub paused: Option<bool>,
}

impl Store {
    /// Makes a source.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn create_source(
        &self,
        new: NewSource,
        remember: Option<Remember>,
        answer: impl FnOnce(&Source) -> Answer,
    ) -> Result<Answer, StoreError> {
        let change = Change::begin(self).await?;
        let id = SourceId::at(change.now());
        let tokens = vec![Token { text: new.token, until: None }];
        let key = &change.shared.key;
        let row = source::ActiveModel {
            no: NotSet,
            id: Set(id.uuid()),
            version: Set(change.version),
            project: Set(new.project),
            built_in: Set(false),
            channel: Set(new.channel.name().to_owned()),
            provider: Set(new.provider),
            title: Set(new.title),
            paused: Set(false),
            secrets: Set(key.seal("source.secrets", &new.secrets)),
            tokens: Set(key.seal("source.tokens", &tokens)),
            settings: Set(serde_json::to_string(&new.settings)?),
            created_at: Set(change.now()),
            deleted_at: Set(None),
        };
        row.insert(&change.turn.tx).await?;
        let answer = |all: &Registry| all.source(id).map(|source| answer(source));
        Ok(change.answer(remember, answer).await?.1)
    }

    /// Changes a source. What changes is worked out from how it is when its turn comes.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`] where there is none to change.
    pub async fn update_source(
        &self,
        id: SourceId,
        patch: impl FnOnce(&Source) -> PatchSource,
    ) -> Result<Arc<Source>, StoreError> {
        let change = Change::begin(self).await?;
        let old = change.source(id)?;
        let patch = patch(&old);
        let key = &change.shared.key;
        let mut row = source::ActiveModel { version: Set(change.version), ..Default::default() };
        if let Some(title) = patch.title {
            row.title = Set(title);
        }
        if let Some(secrets) = patch.secrets {
            row.secrets = Set(key.seal("source.secrets", &secrets));
        }
        if let Some(tokens) = patch.tokens {
            row.tokens = Set(key.seal("source.tokens", &tokens));
        }
        if let Some(settings) = patch.settings {
            row.settings = Set(serde_json::to_string(&settings)?);
        }
        if let Some(paused) = patch.paused {
            row.paused = Set(paused);
        }
        change.write_source(old.no, row).await?;
        let registry = change.finish().await?;
        registry.source(id).cloned().ok_or(StoreError::Gone("source"))
    }

    /// Deletes a source: its URL is no more. Its events stay.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`] where there is none to delete.
    pub async fn delete_source(&self, id: SourceId) -> Result<(), StoreError> {
        let change = Change::begin(self).await?;
        let old = change.source(id)?;
        let row = source::ActiveModel {
            version: Set(change.version),
            deleted_at: Set(Some(change.now())),
            ..Default::default()
        };
        change.write_source(old.no, row).await?;
        change.finish().await.map(|_| ())
    }
}

impl Change {
    fn source(&self, id: SourceId) -> Result<Arc<Source>, StoreError> {
        let registry = self.shared.registry.load();
        registry.source(id).cloned().ok_or(StoreError::Gone("source"))
    }

    async fn write_source(&self, no: No, mut row: source::ActiveModel) -> Result<(), StoreError> {
        row.no = sea_orm::ActiveValue::Unchanged(no);
        source::Entity::update(row).exec(&self.turn.tx).await?;
        Ok(())
    }
}
