//! What a URL says.

use crate::Device;
use event::{Channel, rfc3339};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What a URL that a contact opens says.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// The channel it was sent on.
    pub channel: Channel,
    /// Whom it was made for, as the sender writes it.
    pub contact: String,
    /// The message it stands in.
    pub message_id: Option<String>,
    /// Where a link leads.
    pub url: Option<String>,
    /// The device of a push subscription, for the page by which it is left.
    pub device: Option<Device>,
    /// The platform's own ids, passed through.
    pub metadata: Map<String, Value>,
    /// When it stops to count. It does not for a page by which a contact leaves.
    pub expires_at: Option<OffsetDateTime>,
}

/// As it is sealed. What a platform adds for itself is left aside.
#[derive(Deserialize, Serialize)]
struct Wire<'a> {
    channel: Cow<'a, str>,
    contact: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message_id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<Device>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    metadata: Cow<'a, Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

impl Ticket {
    /// A ticket that says no more than whom it is for.
    #[must_use]
    pub fn new(channel: Channel, contact: impl Into<String>) -> Self {
        Self {
            channel,
            contact: contact.into(),
            message_id: None,
            url: None,
            device: None,
            metadata: Map::new(),
            expires_at: None,
        }
    }

    /// The JSON that is sealed.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let wire = Wire {
            channel: self.channel.name().into(),
            contact: self.contact.as_str().into(),
            message_id: self.message_id.as_deref().map(Cow::Borrowed),
            url: self.url.as_deref().map(Cow::Borrowed),
            device: self.device,
            metadata: Cow::Borrowed(&self.metadata),
            expires_at: self.expires_at.map(rfc3339),
        };
        // Nothing in it can fail: keys are text and no number is beyond JSON.
        serde_json::to_vec(&wire).unwrap_or_default()
    }

    /// Reads that JSON; none where it is no ticket.
    pub(crate) fn of_json(json: &[u8]) -> Option<Self> {
        let wire: Wire<'_> = serde_json::from_slice(json).ok()?;
        let expires_at = match &wire.expires_at {
            Some(text) => Some(OffsetDateTime::parse(text, &Rfc3339).ok()?),
            None => None,
        };
        Some(Self {
            channel: wire.channel.parse().ok()?,
            contact: wire.contact.into_owned(),
            message_id: wire.message_id.map(Cow::into_owned),
            url: wire.url.map(Cow::into_owned),
            device: wire.device,
            metadata: wire.metadata.into_owned(),
            expires_at,
        })
    }
}
