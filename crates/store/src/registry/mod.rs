//! What is set up, in memory: projects, sources, webhooks, keys.

mod lists;
mod load;
mod matching;
mod model;
mod signing_key;
mod verification;

pub(crate) use self::load::load;
pub(crate) use self::matching::Matching;
pub use self::model::{Key, Project, Role, Source, Subscription, Token, Webhook, WebhookState};
pub use self::signing_key::SigningKey;
pub use self::verification::{Domains, Verification, VerificationFile, VerifiedDomain};

use event::{KeyId, ProjectId, SourceId, WebhookId};
use foldhash::fast::RandomState;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The short name of a row within the store; users see its id.
pub type No = i32;

type Map<K, V> = HashMap<K, V, RandomState>;

/// One state of everything that is set up. Never changes: a change makes a new one.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    pub(crate) version: i64,
    pub(crate) projects: BTreeMap<ProjectId, Arc<Project>>,
    pub(crate) project_ids: Map<No, ProjectId>,
    pub(crate) domains: Map<String, ProjectId>,
    pub(crate) sources: BTreeMap<SourceId, Arc<Source>>,
    pub(crate) source_ids: Map<No, SourceId>,
    pub(crate) built_in: Map<No, SourceId>,
    pub(crate) tokens: Map<[u8; 32], SourceId>,
    pub(crate) webhooks: BTreeMap<WebhookId, Arc<Webhook>>,
    pub(crate) webhook_ids: Map<No, WebhookId>,
    pub(crate) subscriptions: Map<No, Arc<Vec<Subscription>>>,
    /// By their short name, with the project's first.
    pub(crate) signing_keys: BTreeMap<(No, No), Arc<SigningKey>>,
    pub(crate) keys: BTreeMap<KeyId, Arc<Key>>,
    pub(crate) hashes: Map<[u8; 32], KeyId>,
}

impl Registry {
    /// Grows with every change.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The projects, oldest first.
    #[must_use]
    pub fn projects(&self) -> impl DoubleEndedIterator<Item = &Arc<Project>> {
        self.projects.values()
    }

    /// The project with that id.
    #[must_use]
    pub fn project(&self, id: ProjectId) -> Option<&Arc<Project>> {
        self.projects.get(&id)
    }

    /// The project with that short name.
    #[must_use]
    pub fn project_no(&self, no: No) -> Option<&Arc<Project>> {
        self.projects.get(self.project_ids.get(&no)?)
    }

    /// The project of that domain, given as a lower-case A-label.
    #[must_use]
    pub fn domain(&self, domain: &str) -> Option<&Arc<Project>> {
        self.projects.get(self.domains.get(domain)?)
    }

    /// The sources of a project, oldest first, its built-in one aside.
    #[must_use]
    pub fn sources(&self, project: No) -> impl DoubleEndedIterator<Item = &Arc<Source>> {
        self.sources.values().filter(move |it| it.project == project && !it.built_in)
    }

    /// The source with that id.
    #[must_use]
    pub fn source(&self, id: SourceId) -> Option<&Arc<Source>> {
        self.sources.get(&id)
    }

    /// The source with that short name.
    #[must_use]
    pub fn source_no(&self, no: No) -> Option<&Arc<Source>> {
        self.sources.get(self.source_ids.get(&no)?)
    }

    /// The source that a callback URL's token names; `now` in milliseconds since 1970.
    #[must_use]
    pub fn source_by_token(&self, hash: &[u8; 32], now: i64) -> Option<&Arc<Source>> {
        let source = self.sources.get(self.tokens.get(hash)?)?;
        let lives = |token: &Token| &token.hash() == hash && token.until.is_none_or(|it| now < it);
        source.tokens.iter().any(lives).then_some(source)
    }

    /// The source for what the hub itself makes, or a caller publishes, in a project.
    #[must_use]
    pub fn built_in_source(&self, project: No) -> Option<&Arc<Source>> {
        self.sources.get(self.built_in.get(&project)?)
    }

    /// The webhooks of a project, oldest first.
    #[must_use]
    pub fn webhooks(&self, project: No) -> impl DoubleEndedIterator<Item = &Arc<Webhook>> {
        let subscriptions = self.subscriptions.get(&project).into_iter();
        let ids = subscriptions.flat_map(|all| all.iter());
        ids.filter_map(|subscription| self.webhook_no(subscription.webhook))
    }

    /// All webhooks.
    pub fn all_webhooks(&self) -> impl Iterator<Item = &Arc<Webhook>> {
        self.webhooks.values()
    }

    /// The webhook with that id.
    #[must_use]
    pub fn webhook(&self, id: WebhookId) -> Option<&Arc<Webhook>> {
        self.webhooks.get(&id)
    }

    /// The webhook with that short name.
    #[must_use]
    pub fn webhook_no(&self, no: No) -> Option<&Arc<Webhook>> {
        self.webhooks.get(self.webhook_ids.get(&no)?)
    }

    /// What the webhooks of a project want, oldest first.
    #[must_use]
    pub fn subscriptions(&self, project: No) -> &[Subscription] {
        self.subscriptions.get(&project).map_or(&[], |all| all.as_slice())
    }

    /// What one webhook of a project wants, and whether it may be sent anything now.
    #[must_use]
    pub fn subscription(&self, project: No, webhook: No) -> Option<&Subscription> {
        let all = self.subscriptions(project);
        let place = all.binary_search_by_key(&webhook, |it| it.webhook).ok()?;
        all.get(place)
    }

    /// The key pairs of a project, oldest first.
    #[must_use]
    pub fn signing_keys(&self, project: No) -> impl DoubleEndedIterator<Item = &Arc<SigningKey>> {
        self.signing_keys.range((project, No::MIN)..=(project, No::MAX)).map(|(_, key)| key)
    }

    /// The key pairs of all projects.
    pub fn all_signing_keys(&self) -> impl Iterator<Item = &Arc<SigningKey>> {
        self.signing_keys.values()
    }

    /// The API keys, oldest first.
    #[must_use]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Arc<Key>> {
        self.keys.values()
    }

    /// The API key with that id.
    #[must_use]
    pub fn key(&self, id: KeyId) -> Option<&Arc<Key>> {
        self.keys.get(&id)
    }

    /// The API key that hashes to this. Looking a hash up tells by its time nothing about the key.
    #[must_use]
    pub fn key_by_hash(&self, hash: &[u8; 32]) -> Option<&Arc<Key>> {
        self.keys.get(self.hashes.get(hash)?)
    }
}
