//! From rows to a registry: all of them at first, then those that changed.

use super::{Key, No, Project, Registry, SigningKey, Source, Subscription, Token, Webhook};
use crate::entity::{api_key, project, signing_key, source, webhook};
use crate::{InstanceKey, StoreError};
use ::webhook::{Algorithm, DatedSecret, PrivateKey, Schedule, Secret};
use event::{Id, Selection};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

/// The rows that changed after a version.
pub(crate) struct Rows {
    projects: Vec<project::Model>,
    sources: Vec<source::Model>,
    webhooks: Vec<webhook::Model>,
    signing_keys: Vec<signing_key::Model>,
    keys: Vec<api_key::Model>,
}

/// Brings a registry to that version: reads what changed since its own.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    key: &InstanceKey,
    old: &Registry,
    version: i64,
) -> Result<Registry, StoreError> {
    let rows = Rows::since(db, old.version).await?;
    let mut new = old.clone();
    new.version = version;
    new.take(rows, key)?;
    Ok(new)
}

impl Rows {
    async fn since(db: &impl ConnectionTrait, version: i64) -> Result<Self, StoreError> {
        Ok(Self {
            projects: project::Entity::find()
                .filter(project::Column::Version.gt(version))
                .order_by_asc(project::Column::No)
                .all(db)
                .await?,
            sources: source::Entity::find()
                .filter(source::Column::Version.gt(version))
                .order_by_asc(source::Column::No)
                .all(db)
                .await?,
            webhooks: webhook::Entity::find()
                .filter(webhook::Column::Version.gt(version))
                .order_by_asc(webhook::Column::No)
                .all(db)
                .await?,
            signing_keys: signing_key::Entity::find()
                .filter(signing_key::Column::Version.gt(version))
                .order_by_asc(signing_key::Column::No)
                .all(db)
                .await?,
            keys: api_key::Entity::find()
                .filter(api_key::Column::Version.gt(version))
                .order_by_asc(api_key::Column::No)
                .all(db)
                .await?,
        })
    }
}

impl Registry {
    fn take(&mut self, rows: Rows, key: &InstanceKey) -> Result<(), StoreError> {
        let mut touched: HashSet<No> = HashSet::new();
        for row in rows.projects {
            touched.insert(row.no);
            self.take_project(row)?;
        }
        for row in rows.sources {
            self.take_source(row, key)?;
        }
        for row in rows.webhooks {
            touched.insert(row.project);
            self.take_webhook(row, key)?;
        }
        for row in rows.signing_keys {
            self.take_signing_key(row, key)?;
        }
        for row in rows.keys {
            self.take_key(row)?;
        }
        self.match_anew(&touched);
        Ok(())
    }

    fn take_project(&mut self, row: project::Model) -> Result<(), StoreError> {
        let id = Id::from(row.id);
        if let Some(old) = self.projects.remove(&id) {
            self.domains.remove(&old.domain);
            self.project_ids.remove(&old.no);
        }
        let (Some(domain), None) = (row.domain, row.deleted_at) else { return Ok(()) };
        self.project_ids.insert(row.no, id);
        self.domains.insert(domain.clone(), id);
        let project = Project {
            no: row.no,
            id,
            domain,
            title: row.title,
            require_verification: row.require_verification,
            block_list: row.block_list,
            domains: serde_json::from_str(&row.domains)?,
            created_at: row.created_at,
        };
        self.projects.insert(id, Arc::new(project));
        Ok(())
    }

    fn take_source(&mut self, row: source::Model, key: &InstanceKey) -> Result<(), StoreError> {
        let id = Id::from(row.id);
        if let Some(old) = self.sources.remove(&id) {
            old.tokens.iter().for_each(|token| _ = self.tokens.remove(&token.hash()));
            self.source_ids.remove(&old.no);
            if old.built_in {
                self.built_in.remove(&old.project);
            }
        }
        if row.deleted_at.is_some() {
            return Ok(());
        }
        let tokens: Vec<Token> = key.open("source.tokens", &row.tokens)?;
        self.tokens.extend(tokens.iter().map(|token| (token.hash(), id)));
        self.source_ids.insert(row.no, id);
        if row.built_in {
            self.built_in.insert(row.project, id);
        }
        let source = Source {
            no: row.no,
            id,
            project: row.project,
            built_in: row.built_in,
            channel: row.channel.parse().ok(),
            provider: row.provider,
            title: row.title,
            paused: row.paused,
            secrets: key.open("source.secrets", &row.secrets)?,
            settings: serde_json::from_str(&row.settings)?,
            tokens,
            created_at: row.created_at,
        };
        self.sources.insert(id, Arc::new(source));
        Ok(())
    }

    fn take_webhook(&mut self, row: webhook::Model, key: &InstanceKey) -> Result<(), StoreError> {
        let id = Id::from(row.id);
        if let Some(old) = self.webhooks.remove(&id) {
            self.webhook_ids.remove(&old.no);
        }
        if row.deleted_at.is_some() {
            return Ok(());
        }
        self.webhook_ids.insert(row.no, id);
        self.webhooks.insert(id, Arc::new(Webhook::read(row, key)?));
        Ok(())
    }

    fn take_signing_key(
        &mut self,
        row: signing_key::Model,
        key: &InstanceKey,
    ) -> Result<(), StoreError> {
        let place = (row.project, row.no);
        if row.deleted_at.is_some() {
            self.signing_keys.remove(&place);
            return Ok(());
        }
        let secret: String = key.open("signing_key.secret", &row.secret)?;
        let unreadable = StoreError::Unreadable("signing_key");
        let algorithm: Algorithm = row.algorithm.parse().map_err(|_| unreadable)?;
        let key = PrivateKey::parse(algorithm, &secret);
        let key = SigningKey {
            no: row.no,
            project: row.project,
            name: row.name,
            key: key.map_err(|_| StoreError::Unreadable("signing_key.secret"))?,
            active: row.active,
            until: row.until,
            created_at: row.created_at,
            public: OnceLock::new(),
        };
        self.signing_keys.insert(place, Arc::new(key));
        Ok(())
    }

    fn take_key(&mut self, row: api_key::Model) -> Result<(), StoreError> {
        let id = Id::from(row.id);
        if let Some(old) = self.keys.remove(&id) {
            self.hashes.remove(&old.hash);
        }
        if row.deleted_at.is_some() {
            return Ok(());
        }
        let hash = row.hash.try_into().map_err(|_| StoreError::Unreadable("api_key.hash"))?;
        let key = Key {
            no: row.no,
            id,
            project: row.project,
            role: row.role.parse().map_err(|_| StoreError::Unreadable("api_key.role"))?,
            title: row.title,
            hash,
            hint: row.hint,
            created_at: row.created_at,
        };
        self.hashes.insert(hash, id);
        self.keys.insert(id, Arc::new(key));
        Ok(())
    }

    /// Works out anew what the webhooks of the touched projects want.
    fn match_anew(&mut self, touched: &HashSet<No>) {
        for project in touched {
            self.subscriptions.remove(project);
        }
        let mut all: Vec<_> =
            self.webhooks.values().filter(|it| touched.contains(&it.project)).cloned().collect();
        all.sort_by_key(|webhook| webhook.no);
        for webhook in all {
            let strict = self.project_no(webhook.project).is_some_and(|it| it.require_verification);
            let list = self.subscriptions.entry(webhook.project).or_default();
            Arc::make_mut(list).push(webhook.subscription(strict));
        }
    }
}

impl Webhook {
    fn read(row: webhook::Model, key: &InstanceKey) -> Result<Self, StoreError> {
        let names: Vec<String> = serde_json::from_str(&row.events)?;
        let names = names.iter().map(String::as_str);
        let secrets: Vec<String> = key.open("webhook.secrets", &row.secrets)?;
        let mut ends = serde_json::from_str::<Vec<Option<i64>>>(&row.secrets_until)?.into_iter();
        let dated = secrets
            .iter()
            .map(|it| Ok(DatedSecret { secret: Secret::parse(it)?, until: ends.next().flatten() }));
        let secrets: Result<_, ::webhook::UnusableSecret> = dated.collect();
        let schedule = match row.schedule {
            Some(gaps) => Schedule::new(serde_json::from_str(&gaps)?)
                .map_err(|_| StoreError::Unreadable("webhook.schedule"))?,
            None => Schedule::default(),
        };
        Ok(Self {
            no: row.no,
            id: Id::from(row.id),
            project: row.project,
            title: row.title,
            url: key.open("webhook.url", &row.url)?,
            headers: key.open("webhook.headers", &row.headers)?,
            secrets: secrets.map_err(|_| StoreError::Unreadable("webhook.secrets"))?,
            events: Selection::parse(names)
                .map_err(|_| StoreError::Unreadable("webhook.events"))?,
            schedule,
            success: row.success.parse().map_err(|_| StoreError::Unreadable("webhook.success"))?,
            concurrency: row.concurrency.and_then(|most| u16::try_from(most).ok()),
            format: row.format,
            options: serde_json::from_str(&row.options)?,
            state: row.state.parse().map_err(|_| StoreError::Unreadable("webhook.state"))?,
            paused_reason: row.paused_reason,
            verification: serde_json::from_str(&row.verification)?,
            created_at: row.created_at,
            version: row.version,
        })
    }

    fn subscription(&self, strict: bool) -> Subscription {
        use super::WebhookState::{Active, Disabled};
        let limits = self.options.rate_limit.is_some() || self.options.order.is_some();
        Subscription {
            webhook: self.no,
            mask: if self.state == Disabled { 0 } else { self.events.mask() },
            sends: self.state == Active && (self.verification.verified || !strict),
            pinned: self.concurrency.is_some() || limits,
            filtered: self.options.filter.is_some(),
            ordered: self.options.order.is_some(),
        }
    }
}
