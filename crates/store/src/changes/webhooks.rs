//! Webhooks.

use super::{Answer, Change, Remember};
use crate::entity::webhook;
use crate::{
    InstanceKey, NewNotice, No, Registry, Store, StoreError, Verification, Webhook, WebhookState,
};
use ::webhook::{DatedSecret, Options, Schedule, Secret, Success};
use event::{Selection, WebhookId};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A webhook to be made.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// The project it belongs to.
    pub project: No,
    /// What people call it.
    pub title: String,
    /// Where deliveries go.
    pub url: String,
    /// What else goes with them.
    pub headers: BTreeMap<String, String>,
    /// What signs them.
    pub secret: Secret,
    /// What it wants.
    pub events: Selection,
    /// When a delivery is tried again; the default, where there is none.
    pub schedule: Option<Schedule>,
    /// Which answers count as success.
    pub success: Success,
    /// How many requests it gets at a time at most.
    pub concurrency: Option<u16>,
    /// How deliveries are written, shown and signed.
    pub options: Options,
    /// Whether its endpoint is known to be its owner's.
    pub verification: Verification,
}

/// What changes of a webhook.
#[derive(Clone, Debug, Default)]
pub struct PatchWebhook {
    /// What people call it.
    pub title: Option<String>,
    /// Where deliveries go.
    pub url: Option<String>,
    /// What else goes with them.
    pub headers: Option<BTreeMap<String, String>>,
    /// What signs them, the newest first.
    pub secrets: Option<Vec<DatedSecret>>,
    /// What it wants.
    pub events: Option<Selection>,
    /// When a delivery is tried again; `Some(None)` for the default.
    pub schedule: Option<Option<Schedule>>,
    /// Which answers count as success.
    pub success: Option<Success>,
    /// How many requests it gets at a time at most; `Some(None)` for as many as it bears.
    pub concurrency: Option<Option<u16>>,
    /// How deliveries are written, shown and signed.
    pub options: Option<Options>,
    /// Whether it gets anything, and why not.
    pub state: Option<(WebhookState, Option<String>)>,
    /// Whether its endpoint is known to be its owner's.
    pub verification: Option<Verification>,
}

impl Store {
    /// Makes a webhook. Every event acknowledged after this returns is matched against it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn create_webhook(
        &self,
        new: NewWebhook,
        remember: Option<Remember>,
        answer: impl FnOnce(&Webhook) -> Answer,
    ) -> Result<Answer, StoreError> {
        let change = Change::begin(self).await?;
        let id = WebhookId::at(change.now());
        let key = &change.shared.key;
        let secrets = [DatedSecret::from(new.secret)];
        let row = webhook::ActiveModel {
            no: NotSet,
            id: Set(id.uuid()),
            version: Set(change.version),
            project: Set(new.project),
            title: Set(new.title),
            url: Set(key.seal("webhook.url", &new.url)),
            headers: Set(key.seal("webhook.headers", &new.headers)),
            secrets: Set(sealed(key, &secrets)),
            secrets_until: Set(ends(&secrets)?),
            events: Set(serde_json::to_string(&new.events.names())?),
            schedule: Set(written(new.schedule)?),
            success: Set(new.success.to_string()),
            concurrency: Set(small(new.concurrency)),
            format: Set(new.options.format.number()),
            options: Set(serde_json::to_string(&new.options)?),
            state: Set(WebhookState::Active.to_string()),
            paused_reason: Set(None),
            verification: Set(serde_json::to_string(&new.verification)?),
            created_at: Set(change.now()),
            deleted_at: Set(None),
        };
        row.insert(&change.turn.tx).await?;
        let answer = |all: &Registry| all.webhook(id).map(|webhook| answer(webhook));
        Ok(change.answer(remember, answer).await?.1)
    }

    /// Changes a webhook. What changes is worked out from how it is when its turn comes.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`] where there is none to change.
    pub async fn update_webhook(
        &self,
        id: WebhookId,
        patch: impl FnOnce(&Webhook) -> PatchWebhook,
    ) -> Result<Arc<Webhook>, StoreError> {
        let change = Change::begin(self).await?;
        let old = change.webhook(id)?;
        let mut row = changed(patch(&old), &change.shared.key)?;
        row.version = Set(change.version);
        row.no = Unchanged(old.no);
        webhook::Entity::update(row).exec(&change.turn.tx).await?;
        let registry = change.finish().await?;
        registry.webhook(id).cloned().ok_or(StoreError::Gone("webhook"))
    }

    /// Disables an active webhook, and has the operator told of that in the same transaction. Says
    /// whether it was active.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`] where there is none to disable.
    pub async fn disable_webhook(
        &self,
        id: WebhookId,
        reason: String,
        tell: Option<&NewNotice>,
    ) -> Result<bool, StoreError> {
        let change = Change::begin(self).await?;
        let old = change.webhook(id)?;
        if old.state != WebhookState::Active {
            return Ok(false);
        }
        let row = webhook::ActiveModel {
            no: Unchanged(old.no),
            version: Set(change.version),
            state: Set(WebhookState::Disabled.to_string()),
            paused_reason: Set(Some(reason)),
            ..Default::default()
        };
        webhook::Entity::update(row).exec(&change.turn.tx).await?;
        if let Some(notice) = tell {
            notice.add(&change.turn.tx).await?;
        }
        change.finish().await?;
        Ok(true)
    }

    /// Deletes a webhook. Its pending deliveries are cancelled; what was delivered stays listed.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`] where there is none to delete.
    pub async fn delete_webhook(&self, id: WebhookId) -> Result<(), StoreError> {
        let change = Change::begin(self).await?;
        let old = change.webhook(id)?;
        let row = webhook::ActiveModel {
            no: Unchanged(old.no),
            version: Set(change.version),
            deleted_at: Set(Some(change.now())),
            ..Default::default()
        };
        webhook::Entity::update(row).exec(&change.turn.tx).await?;
        change.finish().await?;
        self.cancel_all(old.project, old.no).await
    }
}

impl Change {
    fn webhook(&self, id: WebhookId) -> Result<Arc<Webhook>, StoreError> {
        let registry = self.shared.registry.load();
        registry.webhook(id).cloned().ok_or(StoreError::Gone("webhook"))
    }
}

fn changed(patch: PatchWebhook, key: &InstanceKey) -> Result<webhook::ActiveModel, StoreError> {
    let mut row = webhook::ActiveModel { ..Default::default() };
    if let Some(title) = patch.title {
        row.title = Set(title);
    }
    if let Some(url) = patch.url {
        row.url = Set(key.seal("webhook.url", &url));
    }
    if let Some(headers) = patch.headers {
        row.headers = Set(key.seal("webhook.headers", &headers));
    }
    if let Some(secrets) = patch.secrets {
        row.secrets = Set(sealed(key, &secrets));
        row.secrets_until = Set(ends(&secrets)?);
    }
    if let Some(events) = patch.events {
        row.events = Set(serde_json::to_string(&events.names())?);
    }
    if let Some(schedule) = patch.schedule {
        row.schedule = Set(written(schedule)?);
    }
    if let Some(success) = patch.success {
        row.success = Set(success.to_string());
    }
    if let Some(most) = patch.concurrency {
        row.concurrency = Set(small(most));
    }
    if let Some(options) = patch.options {
        row.format = Set(options.format.number());
        row.options = Set(serde_json::to_string(&options)?);
    }
    if let Some((state, reason)) = patch.state {
        row.state = Set(state.to_string());
        row.paused_reason = Set(reason);
    }
    if let Some(verification) = patch.verification {
        row.verification = Set(serde_json::to_string(&verification)?);
    }
    Ok(row)
}

fn small(most: Option<u16>) -> Option<i16> {
    most.map(|most| i16::try_from(most).unwrap_or(i16::MAX))
}

fn sealed(key: &InstanceKey, secrets: &[DatedSecret]) -> Vec<u8> {
    let secrets: Vec<_> = secrets.iter().map(|it| it.secret.expose()).collect();
    key.seal("webhook.secrets", &secrets)
}

fn ends(secrets: &[DatedSecret]) -> Result<String, StoreError> {
    let ends: Vec<_> = secrets.iter().map(|it| it.until).collect();
    Ok(serde_json::to_string(&ends)?)
}

fn written(schedule: Option<Schedule>) -> Result<Option<String>, StoreError> {
    Ok(schedule.map(|it| serde_json::to_string(it.gaps())).transpose()?)
}
