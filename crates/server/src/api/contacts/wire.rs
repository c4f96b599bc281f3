//! Contacts on the wire.

use crate::api::wire::time;
use event::{Block, Said};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A contact: an address on a channel, and what is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "channel": "email",
    "address": "bob@example.org",
    "user": "u-1009",
    "state": "blocked",
    "reason": "bounced",
    "reasons": ["bounced"],
    "since": "2026-03-24T08:23:20.000Z",
    "marks": {
        "bounced": {"at": "2026-03-24T08:23:20.000Z", "event": "evt_06ag2vpsl3r5v2q1k8f4d9c0mg"}
    },
    "fields": {"city": "Lyon"}
}))]
pub(in crate::api) struct Contact {
    /// The channel.
    channel: &'static str,
    /// The address in canonical form.
    address: String,
    /// Your own id of the person behind it.
    user: Option<String>,
    /// `active`, or `blocked`: not to be written to.
    state: &'static str,
    /// Why it is blocked, by the latest of the reasons: `unsubscribed`, `bounced`, `complained` or
    /// `deactivated`.
    reason: Option<&'static str>,
    /// All of them, the latest first.
    reasons: Vec<&'static str>,
    /// When the latest came up; of one that is active, when it subscribed or was activated, if it
    /// was.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// What was said of it, each when last: `bounced`, `complained`, `left`, `deactivated`,
    /// `joined`, `activated`.
    marks: BTreeMap<&'static str, MarkedBy>,
    /// The fields of its profile.
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

/// When something was said of a contact, and by what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mark)]
pub(in crate::api) struct MarkedBy {
    /// When it happened.
    #[schema(format = DateTime)]
    at: String,
    /// The event that said it, which may be another project's on a shared list, or erased by now;
    /// `null` where it was imported.
    event: Option<String>,
}

impl Contact {
    pub(in crate::api) fn show(contact: store::Contact) -> Self {
        let standing = contact.standing();
        let marked =
            |said: Said| MarkedBy { at: time(said.at), event: said.by.map(|id| id.to_string()) };
        Self {
            channel: contact.address.channel().name(),
            address: contact.address.text().to_owned(),
            user: contact.user,
            state: if standing.is_blocked() { "blocked" } else { "active" },
            reason: standing.reason().map(Block::name),
            reasons: standing.reasons.iter().map(|block| block.name()).collect(),
            since: standing.since.map(time),
            marks: contact.marks.all().map(|(mark, said)| (mark.name(), marked(said))).collect(),
            fields: contact.fields.unwrap_or_default(),
        }
    }
}
