//! Webhooks on the wire.

use super::filter::Filter;
use super::health::Health;
use super::options::{Asked, Batch, Encoding, Format, Profile, Shape};
use super::order::Order;
use super::rate_limit::RateLimit;
use crate::api::input::{Change, Object, object};
use crate::api::wire::time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

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
    "encoding": null,
    "shape": {
        "members": null, "contact": "clear", "mail_headers": null, "mail_headers_out": null,
        "thin": false
    },
    "signatures": ["v1"],
    "sender_id": null,
    "deadline_seconds": null,
    "batch": null,
    "rate_limit": {"requests": 100, "seconds": 60},
    "filter": {"field": "bounce.class", "operator": "eq", "value": "hard"},
    "order": null,
    "headers": {"authorization": true},
    "state": "active",
    "paused_reason": null,
    "health": {
        "state": "closed", "failures": 0, "failing_since": null, "last_failure_at": null,
        "last_error": null, "open_since": null, "next_probe_at": null
    },
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
    /// How its fields are written; `null` where the form has no choice.
    encoding: Option<Encoding>,
    /// What of an event is shown.
    shape: Shape,
    /// How deliveries are signed.
    signatures: Vec<Profile>,
    /// What `x-copernica-id` says under the signature `cavage`; `null` for the project's id.
    sender_id: Option<String>,
    /// How long an attempt may take, in seconds; `null` for as long as the hub gives any.
    deadline_seconds: Option<u16>,
    /// How many events go out in one request; `null` for each alone.
    batch: Option<Batch>,
    /// How many requests it gets in a stretch of time at most; `null` for as many as it bears.
    rate_limit: Option<RateLimit>,
    /// Which events of those kinds it wants; `null` for all.
    filter: Option<Filter>,
    /// What it gets one after the other; `null` for nothing.
    order: Option<Order>,
    /// The names of the headers that go with deliveries. Their values, which may be secrets, are
    /// not shown.
    headers: BTreeMap<String, bool>,
    /// Whether it gets anything.
    state: State,
    /// Why it is paused or disabled, where that was said.
    paused_reason: Option<String>,
    /// How its endpoint fares.
    health: Health,
    /// Whether its endpoint is known to be its owner's.
    verification: Verification,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// What signs its deliveries: in the answer to the request that made it, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    secret: Option<String>,
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
    /// It matches nothing new; what it was owed before waits until it is resumed.
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
pub(super) struct Verification {
    /// Whether it is.
    state: Known,
    /// How that was found out: `file`, `dns` or `challenge`.
    method: Option<String>,
    /// When it was.
    #[schema(format = DateTime)]
    at: Option<String>,
}

/// Whether something is verified.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = VerificationState)]
enum Known {
    /// Nobody knows.
    Unverified,
    /// It is known.
    Verified,
    /// It was known of another endpoint, before the URL changed.
    Lapsed,
}

impl Verification {
    pub(super) fn show(of: &store::Verification) -> Self {
        let state = match (of.verified, of.lapsed) {
            (true, _) => Known::Verified,
            (false, true) => Known::Lapsed,
            (false, false) => Known::Unverified,
        };
        Self { state, method: of.method.clone(), at: of.at.map(time) }
    }
}

impl Webhook {
    /// With how its endpoint fares, unless it is well.
    pub(super) fn show(webhook: &store::Webhook, health: Option<&webhook::Health>) -> Self {
        let options = &webhook.options;
        Self {
            id: webhook.id.to_string(),
            title: webhook.title.clone(),
            url: webhook.url.clone(),
            events: webhook.events.names(),
            schedule: webhook.schedule.gaps().to_vec(),
            success: webhook.success.to_string(),
            concurrency: webhook.concurrency,
            format: options.format.into(),
            encoding: options.format.has_encodings().then(|| options.encoding.into()),
            shape: Shape::show(&options.shape),
            signatures: options.signatures.iter().map(|it| (*it).into()).collect(),
            sender_id: options.sender_id.clone(),
            deadline_seconds: options.deadline_seconds,
            batch: options.batch.map(Batch::show),
            rate_limit: options.rate_limit.map(RateLimit::show),
            filter: options.filter.as_ref().map(Filter::show),
            order: options.order.map(Order::show),
            headers: webhook.headers.keys().map(|name| (name.clone(), true)).collect(),
            state: webhook.state.into(),
            paused_reason: webhook.paused_reason.clone(),
            health: Health::show(health.unwrap_or(&webhook::Health::default())),
            verification: Verification::show(&webhook.verification),
            created_at: time(webhook.created_at),
            secret: None,
        }
    }

    /// With its newest secret.
    pub(super) fn reveal(webhook: &store::Webhook, health: Option<&webhook::Health>) -> Self {
        let secret = webhook.secrets.first().map(|it| it.secret.expose());
        Self { secret, ..Self::show(webhook, health) }
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
    /// Where deliveries go: `http` or `https`, at a public address. A user and password in it are
    /// sent as `Authorization` and not shown again.
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
    /// The form of what is sent: `standard`, where it is not said.
    pub(super) format: Option<Format>,
    /// How its fields are written, where the form has a choice: `smtp2go` is a form, where it is
    /// not said.
    pub(super) encoding: Option<Encoding>,
    /// What of an event is shown: all, where it is not said.
    #[serde(default, deserialize_with = "object")]
    pub(super) shape: Option<Shape>,
    /// How deliveries are signed: by `v1`, where it is not said. Those that use a key of the project
    /// make one, where it has none.
    #[schema(min_items = 1)]
    pub(super) signatures: Option<Vec<Profile>>,
    /// What `x-copernica-id` says under the signature `cavage`, such as `environment-7`: 1 to 100
    /// characters; the project's id, where it is not said.
    pub(super) sender_id: Option<String>,
    /// How long an attempt may take, 1 to 60 seconds; as long as the hub gives any, where it is not
    /// said.
    pub(super) deadline_seconds: Option<u16>,
    /// Several events in one request: a list of what each would be alone, signed as one, its
    /// `webhook-id` a `bat_…`. Each alone, where it is not said.
    #[serde(default, deserialize_with = "object")]
    pub(super) batch: Option<Batch>,
    /// How many requests it gets in a stretch of time at most, from all hubs together; as many as it
    /// bears, where it is not said.
    #[serde(default, deserialize_with = "object")]
    pub(super) rate_limit: Option<RateLimit>,
    /// Which events of those kinds it wants, by what stands in them: all, where it is not said.
    #[serde(default, deserialize_with = "object")]
    pub(super) filter: Option<Filter>,
    /// What it gets one after the other, from the events on that are taken in then: nothing, where
    /// it is not said.
    pub(super) order: Option<Order>,
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
    /// Where deliveries go. Another endpoint has yet to be verified: what was known of the one before
    /// lapses. A user and password in it are sent as `Authorization`; those of the URL before go to
    /// no other host.
    pub(super) url: Option<String>,
    /// What it wants.
    #[schema(min_items = 1)]
    pub(super) events: Option<Vec<String>>,
    /// What signs its deliveries from now on, alone; `secret/rotate` lets the old one sign beside it
    /// for a while.
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
    /// The form of what is sent, from the next attempt on.
    pub(super) format: Option<Format>,
    /// How its fields are written; `null` for what is usual.
    #[serde(default)]
    #[schema(value_type = Option<Encoding>)]
    pub(super) encoding: Change<Encoding>,
    /// What of an event is shown, as a whole; `null` for all.
    #[serde(default)]
    #[schema(value_type = Option<Shape>)]
    pub(super) shape: Change<Object<Shape>>,
    /// How deliveries are signed; `null` for `v1`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Profile>>, min_items = 1)]
    pub(super) signatures: Change<Vec<Profile>>,
    /// What `x-copernica-id` says; `null` for the project's id.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(super) sender_id: Change<String>,
    /// How long an attempt may take, 1 to 60 seconds; `null` for as long as the hub gives any.
    #[serde(default)]
    #[schema(value_type = Option<u16>)]
    pub(super) deadline_seconds: Change<u16>,
    /// Several events in one request, as a whole; `null` for each alone.
    #[serde(default)]
    #[schema(value_type = Option<Batch>)]
    pub(super) batch: Change<Object<Batch>>,
    /// How many requests it gets in a stretch of time at most; `null` for as many as it bears.
    #[serde(default)]
    #[schema(value_type = Option<RateLimit>)]
    pub(super) rate_limit: Change<Object<RateLimit>>,
    /// Which events of those kinds it wants, as a whole; `null` for all.
    #[serde(default)]
    #[schema(value_type = Option<Filter>)]
    pub(super) filter: Change<Object<Filter>>,
    /// What it gets one after the other; `null` for nothing.
    #[serde(default)]
    #[schema(value_type = Option<Order>)]
    pub(super) order: Change<Order>,
    /// The headers that change; `null` takes one away.
    pub(super) headers: Option<BTreeMap<String, Option<String>>>,
    /// Whether it gets anything.
    pub(super) state: Option<State>,
}

impl NewWebhook {
    /// Takes out how deliveries are to be written, shown and signed.
    pub(super) fn asked(&mut self) -> Asked {
        Asked {
            format: self.format,
            encoding: given(self.encoding.take()),
            shape: given(self.shape.take()),
            signatures: given(self.signatures.take()),
            sender_id: given(self.sender_id.take()),
            deadline_seconds: given(self.deadline_seconds.take()),
            batch: given(self.batch.take()),
            rate_limit: given(self.rate_limit.take()),
            filter: given(self.filter.take()),
            order: given(self.order.take()),
        }
    }
}

impl PatchWebhook {
    /// Takes out how deliveries are to be written, shown and signed.
    pub(super) fn asked(&mut self) -> Asked {
        Asked {
            format: self.format,
            encoding: std::mem::take(&mut self.encoding),
            shape: inside(std::mem::take(&mut self.shape)),
            signatures: std::mem::take(&mut self.signatures),
            sender_id: std::mem::take(&mut self.sender_id),
            deadline_seconds: std::mem::take(&mut self.deadline_seconds),
            batch: inside(std::mem::take(&mut self.batch)),
            rate_limit: inside(std::mem::take(&mut self.rate_limit)),
            filter: inside(std::mem::take(&mut self.filter)),
            order: std::mem::take(&mut self.order),
        }
    }
}

fn inside<T>(change: Change<Object<T>>) -> Change<T> {
    match change {
        Change::Keep => Change::Keep,
        Change::Reset => Change::Reset,
        Change::Set(Object(value)) => Change::Set(value),
    }
}

fn given<T>(value: Option<T>) -> Change<T> {
    value.map_or(Change::Keep, Change::Set)
}
