//! Links on the wire.

use crate::Hub;
use crate::api::input::{Faults, moment};
use crate::api::tickets::{Said, faults_of};
use crate::api::wire::time;
use event::ms;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{LinkRow, NewLink as Row};
use ticket::Purpose;
use utoipa::ToSchema;

/// A link to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "channel": "sms",
    "contact": "+15622089096",
    "message_id": "order-1009",
    "url": "https://shop.example/orders/1009",
    "metadata": {"order": "A-1009"}
}))]
pub(super) struct NewLink {
    /// The channel it is sent on: `email`, `sms`, `webpush`, `telegram` or `viber`.
    #[schema(required = true, nullable = false)]
    channel: Option<String>,
    /// Whom it is made for: an address on that channel, as you write it.
    #[schema(required = true, nullable = false)]
    contact: Option<String>,
    /// Your id of the message it stands in.
    message_id: Option<String>,
    /// Where it leads: an absolute URL of the web, without credentials.
    #[schema(required = true, nullable = false)]
    url: Option<String>,
    /// Your own ids, passed through to the event of each click.
    #[serde(default)]
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
    /// When it stops to lead there. Where it is not said, the hub decides (`limits.links`).
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

impl NewLink {
    pub(super) fn check(self, hub: &Hub, faults: &mut Faults) -> Option<Row> {
        let now = hub.now();
        let ends = match self.expires_at {
            Some(text) => faults.take("/expires_at", later(&text, now)),
            None => Some(now.saturating_add(hub.visits.links_live)),
        };
        let said = Said {
            channel: self.channel,
            contact: self.contact,
            message_id: self.message_id,
            metadata: self.metadata,
        };
        let mut ticket = said.check(faults)?;
        ticket.url = self.url;
        faults_of(&ticket, Purpose::Link, faults)?;
        Some(Row {
            channel: ticket.channel,
            contact: ticket.contact,
            message_id: ticket.message_id,
            url: ticket.url?,
            metadata: ticket.metadata,
            expires_at: ends?,
        })
    }
}

/// A time that is still to come, in milliseconds since 1970.
pub(in crate::api) fn later(text: &str, now: i64) -> Result<i64, &'static str> {
    let at = ms(moment(text)?);
    if at > now { Ok(at) } else { Err("must be in the future") }
}

/// A link that was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "short_url": "https://hub.example/l/7fK2mQx9Rb",
    "code": "7fK2mQx9Rb",
    "url": "https://shop.example/orders/1009"
}))]
pub(super) struct Made<'a> {
    /// What stands in the message.
    short_url: String,
    /// What names the link.
    code: &'a str,
    /// Where it leads.
    url: &'a str,
}

impl<'a> Made<'a> {
    pub(super) fn show(hub: &Hub, code: &'a str, url: &'a str) -> Self {
        Self { short_url: short_url(hub, code), code, url }
    }
}

/// The links that were made, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AllMade<'a> {
    /// Each of them.
    pub(super) data: Vec<Made<'a>>,
}

/// A link.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "short_url": "https://hub.example/l/7fK2mQx9Rb",
    "code": "7fK2mQx9Rb",
    "url": "https://shop.example/orders/1009",
    "channel": "sms",
    "contact": "+15622089096",
    "message_id": "order-1009",
    "metadata": {"order": "A-1009"},
    "created_at": "2026-03-24T08:23:20.000Z",
    "expires_at": "2027-04-28T08:23:20.000Z"
}))]
pub(super) struct Link {
    /// What stands in the message.
    short_url: String,
    /// What names it.
    code: String,
    /// Where it leads.
    url: String,
    /// The channel it is sent on.
    channel: &'static str,
    /// Whom it is made for, as it was written.
    contact: String,
    /// The message it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    message_id: Option<String>,
    /// Your own ids.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(required = false, value_type = Object)]
    metadata: Map<String, Value>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it stops to lead there.
    #[schema(format = DateTime)]
    expires_at: String,
}

impl Link {
    pub(super) fn show(hub: &Hub, row: LinkRow) -> Self {
        Self {
            short_url: short_url(hub, &row.code),
            code: row.code,
            url: row.url,
            channel: row.channel.name(),
            contact: row.contact,
            message_id: row.message_id,
            metadata: row.metadata,
            created_at: time(row.id.ms()),
            expires_at: time(row.expires_at),
        }
    }
}

fn short_url(hub: &Hub, code: &str) -> String {
    let (before, behind) = Purpose::Link.around();
    format!("{}{before}{code}{behind}", hub.public_url)
}
