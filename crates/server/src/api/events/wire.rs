//! Events on the wire, as they are shown.

use super::details::{Bounce, Click, Client, Message, Profile, Reason, Response};
use event::from_ms;
use serde::Serialize;
use serde_json::{Map, Value};
use store::{EventRow, StoreError};
use utoipa::ToSchema;

/// An event: one thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Event {
    #[serde(flatten)]
    #[schema(value_type = Told)]
    told: Map<String, Value>,
    /// How many webhooks wanted it.
    matched: u32,
}

impl Event {
    pub(in crate::api) fn show(row: &EventRow) -> Result<Self, StoreError> {
        let told = webhook::flat(&row.body, row.occurred_at.map(from_ms))?;
        Ok(Self { told, matched: row.matched })
    }
}

/// What is told of an event: the members of what an integrator receives, side by side.
#[derive(Debug, ToSchema)]
#[schema(as = EventMembers, example = json!({
    "id": "evt_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "kind": "email.bounced",
    "occurred_at": "2026-03-24T08:23:20.000Z",
    "project": "example.com",
    "channel": "email",
    "group": "message_status",
    "provider": "sendgrid",
    "source": "src_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "contact": "bob@example.org",
    "recipient": "Bob@Example.org",
    "message_id": "1w4x2g-FnQW0hPru7M-NRRC",
    "received_at": "2026-03-24T08:23:25.114Z",
    "bounce": {"class": "hard", "code": 550, "enhanced": "5.1.1"},
    "metadata": {"order": "A-1009"}
}))]
#[expect(dead_code, reason = "only describes the form that `webhook::flat` gives")]
struct Told {
    /// Its id.
    id: String,
    /// What happened: a wire name of the catalogue.
    kind: String,
    /// When it happened; `null` where nobody told.
    #[schema(format = DateTime)]
    occurred_at: Option<String>,
    /// The project's domain.
    project: String,
    /// The channel it happened on.
    channel: String,
    /// What it tells about: `message_status`, `contact_event` or `message_event`.
    group: String,
    /// Who told it; `tidings` for what was published.
    provider: String,
    /// The source it came by.
    source: String,
    /// The recipient in canonical form.
    #[schema(required = false, nullable = false)]
    contact: Option<String>,
    /// The recipient as it was written.
    #[schema(required = false, nullable = false)]
    recipient: Option<String>,
    /// The provider's id of the message.
    #[schema(required = false, nullable = false)]
    message_id: Option<String>,
    /// When the hub got to know of it.
    #[schema(format = DateTime)]
    received_at: String,
    #[schema(required = false, nullable = false)]
    bounce: Option<Bounce>,
    #[schema(required = false, nullable = false)]
    response: Option<Response>,
    #[schema(required = false, nullable = false)]
    reason: Option<Reason>,
    #[schema(required = false, nullable = false)]
    click: Option<Click>,
    #[schema(required = false, nullable = false)]
    client: Option<Client>,
    #[schema(required = false, nullable = false)]
    message: Option<Message>,
    /// Subscribed again after having left.
    #[schema(required = false, nullable = false)]
    again: Option<bool>,
    #[schema(required = false, nullable = false)]
    profile: Option<Profile>,
    /// What followed `/start` in a Telegram deep link.
    #[schema(required = false, nullable = false)]
    start_payload: Option<String>,
    /// How long the message was meant to live, in seconds.
    #[schema(required = false, nullable = false)]
    ttl_seconds: Option<u64>,
    /// The platform's own id of the person behind the contact.
    #[schema(required = false, nullable = false)]
    user: Option<String>,
    /// Whether it was made to test a webhook.
    #[schema(required = false, nullable = false)]
    test: Option<bool>,
    /// The platform's own ids.
    #[schema(required = false, nullable = false, value_type = Object)]
    metadata: Option<Map<String, Value>>,
    /// The URL that was clicked, once more.
    #[schema(required = false, nullable = false)]
    url: Option<String>,
    /// Whether software did it, once more.
    #[schema(required = false, nullable = false)]
    machine: Option<bool>,
}
