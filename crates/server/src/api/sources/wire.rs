//! Sources on the wire.

use crate::Hub;
use crate::api::wire::time;
use adapter::Adapter;
use event::Channel;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A source: one provider account that feeds a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "src_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "channel": "telegram",
    "provider": "bot",
    "title": "Shop bot",
    "state": "active",
    "secrets": {"secret_token": true},
    "missing": [],
    "settings": {},
    "callback_url": "https://hub.example/in/wx3pujvbzdgyc2e4qkfn7hlm5torsa6i",
    "setup": ["Call setWebhook with the callback URL https://hub.example/in/wx3pujvbzdgyc2e4qkfn7hlm5torsa6i, …"],
    "created_at": "2026-03-24T08:23:20.000Z"
}))]
pub(super) struct Source {
    /// Its id.
    id: String,
    /// The channel it reports on.
    channel: Option<&'static str>,
    /// The provider's name.
    provider: String,
    /// What people call it.
    title: String,
    /// Whether it takes callbacks.
    state: State,
    /// The secrets that are set. Those that the hub made stand here in words in the answer to
    /// the request that created the source, and never again.
    secrets: BTreeMap<String, Shown>,
    /// The secrets that it waits for.
    missing: Vec<&'static str>,
    /// Its settings.
    settings: Map<String, Value>,
    /// The public key by which a site's pages subscribe to web pushes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    vapid_public_key: Option<String>,
    /// What the provider calls. Who knows it can forge callbacks of a provider that signs nothing:
    /// lists and keys with the role `read` do not get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    callback_url: Option<String>,
    /// What to do in the provider's console and with what it shows there, step by step, as `GET
    /// /v1/providers` tells it, with the callback URL in its place. There where that is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    setup: Vec<String>,
    /// When the callback URL of before the last rotation stops to work, while it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    previous_url_until: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
}

/// Whether a source takes callbacks.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SourceState)]
enum State {
    /// Secrets are missing: handshakes get their answer, everything else is refused.
    Waiting,
    /// It takes callbacks.
    Active,
    /// It refuses callbacks until it is no longer paused.
    Paused,
}

/// What is shown of a secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ShownSecret)]
enum Shown {
    /// It is set.
    Set(bool),
    /// The secret, which the hub has just made.
    Made(String),
}

impl Source {
    /// As lists show it.
    pub(super) fn show(hub: &Hub, source: &store::Source) -> Self {
        let missing = missing(hub, source);
        let state = match (source.paused, missing.is_empty()) {
            (true, _) => State::Paused,
            (false, false) => State::Waiting,
            (false, true) => State::Active,
        };
        Self {
            id: source.id.to_string(),
            channel: source.channel.map(Channel::name),
            provider: source.provider.clone(),
            title: source.title.clone(),
            state,
            secrets: source.secrets.keys().map(|it| (it.clone(), Shown::Set(true))).collect(),
            missing,
            settings: source.settings.clone(),
            vapid_public_key: crate::post::public_key(source),
            callback_url: None,
            setup: Vec::new(),
            previous_url_until: None,
            created_at: time(source.created_at),
        }
    }

    /// With its callback URL.
    pub(super) fn show_url(hub: &Hub, source: &store::Source) -> Self {
        let url = source.tokens.first().map(|it| format!("{}in/{}", hub.public_url, it.text));
        let facts = adapter(hub, source).map(Adapter::facts);
        let setup = facts.zip(url.as_deref()).map(|(facts, url)| facts.setup(url));
        let ends = source.tokens.iter().skip(1).filter_map(|token| token.until);
        Self {
            callback_url: url,
            setup: setup.unwrap_or_default(),
            previous_url_until: ends.filter(|until| hub.now() < *until).max().map(time),
            ..Self::show(hub, source)
        }
    }

    /// With the secrets that were made for it.
    pub(super) fn reveal(mut self, made: Map<String, Value>) -> Self {
        for (name, secret) in made {
            if let Value::String(secret) = secret {
                self.secrets.insert(name, Shown::Made(secret));
            }
        }
        self
    }
}

fn adapter(hub: &Hub, source: &store::Source) -> Option<&'static dyn Adapter> {
    hub.adapters.find(source.channel?, &source.provider)
}

fn missing(hub: &Hub, source: &store::Source) -> Vec<&'static str> {
    let secrets = adapter(hub, source).map_or(&[][..], |adapter| adapter.facts().secrets);
    let required = secrets.iter().filter(|secret| secret.required).map(|secret| secret.name);
    required.filter(|name| !source.secrets.contains_key(*name)).collect()
}

/// A source to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "channel": "email",
    "provider": "sendgrid",
    "title": "SendGrid, shop",
    "secrets": {"public_key": "MFkw…"}
}))]
pub(super) struct NewSource {
    /// The channel it reports on: `email`, `sms`, `webpush`, `telegram` or `viber`.
    #[schema(required = true, nullable = false)]
    pub(super) channel: Option<String>,
    /// The provider's name, as `GET /v1/providers` tells it.
    #[schema(required = true, nullable = false)]
    pub(super) provider: Option<String>,
    /// What people call it: 1 to 200 characters; the provider's title, where there is none.
    pub(super) title: Option<String>,
    /// By name, each a text or, while it is being changed at the provider, a list of texts.
    /// `GET /v1/providers` tells the names; any source may have `basic` (`user:password`) and
    /// `bearer`. Secrets that are the hub's to make are made where they are left out.
    #[schema(value_type = Option<BTreeMap<String, Value>>)]
    pub(super) secrets: Option<Map<String, Value>>,
    /// By name. `GET /v1/providers` tells the names; any source may have `registered_url`,
    /// `verification_file` (`name`, `content`) and `keep_raw` (`unread`, `all`).
    #[schema(value_type = Option<BTreeMap<String, Value>>)]
    pub(super) settings: Option<Map<String, Value>>,
}

/// What changes of a source; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"secrets": {"public_key": "MFkw…", "bearer": null}}))]
pub(super) struct PatchSource {
    /// What people call it: 1 to 200 characters.
    pub(super) title: Option<String>,
    /// The secrets that change; `null` takes one away.
    #[schema(value_type = Option<BTreeMap<String, Value>>)]
    pub(super) secrets: Option<Map<String, Value>>,
    /// The settings that change; `null` takes one away.
    #[schema(value_type = Option<BTreeMap<String, Value>>)]
    pub(super) settings: Option<Map<String, Value>>,
    /// Whether its callbacks are refused for now.
    pub(super) paused: Option<bool>,
}
