//! Webhooks on the wire.

use crate::api::input::Change;
use crate::api::wire::time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use webhook::Secret;

/// A webhook: a subscription to events.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "whk_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "title": "CRM",
    "url": "https://crm.example/hooks/tidings",
    "events": ["email.bounced", "sms.*"],
    "schedule": [100, 100, 100, 600, 600, 600, 600, 600, 600, 3600, 3600, 3600, 3600, 3600, 3600],
    "success": "2xx",
    "concurrency": null,
    "format": "standard",
    "headers": {"authorization": true},
    "state": "active",
    "paused_reason": null,
    "verification": {"state": "unverified", "method": null, "at": null},
    "created_at": "2026-03-24T08:23:20.000Z"
}))]
pub(super) struct Webhook {
    /// Its id.
    id: String,
    /// What people call it.
    title: String,
    /// Where deliveries go.
    url: String,
    /// What it wants, as it was chosen.
    events: Vec<String>,
    /// The gaps between the starts of a delivery's attempts, in seconds.
    schedule: Vec<u32>,
    /// Which answers count as success.
    success: String,
    /// How many requests it gets at a time at most; `null` for as many as it bears.
    concurrency: Option<u16>,
    /// The form of what is sent.
    format: Format,
    /// The names of the headers that go with deliveries. Their values, which may be secrets, are
    /// not shown.
    headers: BTreeMap<String, bool>,
    /// Whether it gets anything.
    state: State,
    /// Why it is paused, where that was said.
    paused_reason: Option<String>,
    /// Whether its endpoint is known to be its owner's.
    verification: Verification,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// What signs its deliveries: in the answer to the request that created it, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    secret: Option<String>,
}

/// The form of what is sent.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    /// Standard Webhooks: `type`, `timestamp`, `data`.
    Standard,
}

/// Whether a webhook gets anything.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = WebhookState)]
pub(super) enum State {
    /// It gets what it wants.
    Active,
    /// Its deliveries are kept until it resumes.
    Paused,
    /// It gets nothing, and nothing is kept for it.
    Disabled,
}

impl From<store::WebhookState> for State {
    fn from(state: store::WebhookState) -> Self {
        match state {
            store::WebhookState::Active => Self::Active,
            store::WebhookState::Paused => Self::Paused,
            store::WebhookState::Disabled => Self::Disabled,
        }
    }
}

impl From<State> for store::WebhookState {
    fn from(state: State) -> Self {
        match state {
            State::Active => Self::Active,
            State::Paused => Self::Paused,
            State::Disabled => Self::Disabled,
        }
    }
}

/// Whether a webhook's endpoint is known to be its owner's.
#[derive(Debug, Serialize, ToSchema)]
struct Verification {
    /// Whether it is.
    state: Verified,
    /// How that was found out.
    method: Option<String>,
    /// When it was.
    #[schema(format = DateTime)]
    at: Option<String>,
}

/// Whether something is verified.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = VerificationState)]
enum Verified {
    /// Nobody knows.
    Unverified,
    /// It is known.
    Verified,
}

impl Webhook {
    pub(super) fn show(webhook: &store::Webhook) -> Self {
        let verified = &webhook.verification;
        Self {
            id: webhook.id.to_string(),
            title: webhook.title.clone(),
            url: webhook.url.clone(),
            events: webhook.events.names(),
            schedule: webhook.schedule.gaps().to_vec(),
            success: webhook.success.to_string(),
            concurrency: webhook.concurrency,
            format: Format::Standard,
            headers: webhook.headers.keys().map(|name| (name.clone(), true)).collect(),
            state: webhook.state.into(),
            paused_reason: webhook.paused_reason.clone(),
            verification: Verification {
                state: if verified.verified { Verified::Verified } else { Verified::Unverified },
                method: verified.method.clone(),
                at: verified.at.map(time),
            },
            created_at: time(webhook.created_at),
            secret: None,
        }
    }

    /// With its newest secret.
    pub(super) fn reveal(webhook: &store::Webhook) -> Self {
        let secret = webhook.secrets.first().map(Secret::expose);
        Self { secret, ..Self::show(webhook) }
    }
}

/// A webhook to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "CRM",
    "url": "https://crm.example/hooks/tidings",
    "events": ["email.bounced", "sms.*"],
    "headers": {"Authorization": "Bearer 7k2…"}
}))]
pub(super) struct NewWebhook {
    /// What people call it: 1 to 200 characters; the URL's host, where there is none.
    pub(super) title: Option<String>,
    /// Where deliveries go: `http` or `https`, at a public address.
    #[schema(required = true, nullable = false)]
    pub(super) url: Option<String>,
    /// What it wants: kinds such as `email.bounced`, `email.*` for all of a channel, kinds added
    /// later included, `*` for everything.
    #[schema(required = true, nullable = false, min_items = 1)]
    pub(super) events: Option<Vec<String>>,
    /// What signs its deliveries: `whsec_` and 24 to 64 bytes in base64. One is made, where there
    /// is none.
    pub(super) secret: Option<String>,
    /// The gaps between the starts of a delivery's attempts: at most 50, each from a second to a
    /// week, in seconds. Where there is none it is 3 × 100, 6 × 600 and 6 × 3600, so 16 attempts
    /// over 7 hours and 5 minutes.
    pub(super) schedule: Option<Vec<u32>>,
    /// Which answers count as success: `2xx`, which is usual, or `200`.
    pub(super) success: Option<String>,
    /// How many requests it gets at a time at most, 1 to 64, from all hubs together; as many as it
    /// bears, where there is none.
    pub(super) concurrency: Option<u16>,
    /// The form of what is sent: `standard`.
    pub(super) format: Option<Format>,
    /// Headers that go with deliveries, by name.
    pub(super) headers: Option<BTreeMap<String, String>>,
}

/// What changes of a webhook; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"events": ["*"], "schedule": null, "headers": {"X-Team": null}}))]
pub(super) struct PatchWebhook {
    /// What people call it: 1 to 200 characters.
    pub(super) title: Option<String>,
    /// Where deliveries go. Another endpoint has yet to be verified.
    pub(super) url: Option<String>,
    /// What it wants.
    #[schema(min_items = 1)]
    pub(super) events: Option<Vec<String>>,
    /// What signs its deliveries from now on.
    pub(super) secret: Option<String>,
    /// The gaps between the starts of a delivery's attempts; `null` for what is usual.
    #[serde(default)]
    #[schema(value_type = Option<Vec<u32>>)]
    pub(super) schedule: Change<Vec<u32>>,
    /// Which answers count as success: `2xx` or `200`.
    pub(super) success: Option<String>,
    /// How many requests it gets at a time at most, 1 to 64; `null` for as many as it bears.
    #[serde(default)]
    #[schema(value_type = Option<u16>)]
    pub(super) concurrency: Change<u16>,
    /// The form of what is sent: `standard`.
    pub(super) format: Option<Format>,
    /// The headers that change; `null` takes one away.
    pub(super) headers: Option<BTreeMap<String, Option<String>>>,
    /// Whether it gets anything.
    pub(super) state: Option<State>,
}
