//! Tickets on the wire.

use super::header;
use super::said::{Said, faults_of};
use crate::api::input::{Faults, moment, unknown};
use event::ms;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::IntoEnumIterator;
use ticket::{Purpose, Ticket};
use utoipa::ToSchema;

/// A ticket to be sealed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "purpose": "leave",
    "channel": "email",
    "contact": "Bob@Example.org",
    "message_id": "order-1009",
    "metadata": {"list": "offers"}
}))]
pub(super) struct NewTicket {
    /// What it is for: `link`, `open`, `confirm` or `leave`.
    #[schema(required = true, nullable = false)]
    purpose: Option<String>,
    /// The channel it is sent on: `email`, `sms`, `webpush`, `telegram` or `viber`.
    #[schema(required = true, nullable = false)]
    channel: Option<String>,
    /// Whom it is made for: an address on that channel, as you write it.
    #[schema(required = true, nullable = false)]
    contact: Option<String>,
    /// Your id of the message it stands in.
    message_id: Option<String>,
    /// Where a link leads: an absolute URL of the web, without credentials.
    url: Option<String>,
    /// For a way to leave mail: an address that reads requests to leave, such as that of a source
    /// `email/mailbox`, for the line of the mail's header.
    mailbox: Option<String>,
    /// The device of a push subscription that may be left: `desktop` or `mobile`.
    device: Option<String>,
    /// Your own ids, passed through to the event.
    #[serde(default)]
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
    /// When it stops to count; never, where it is not said. A way to leave does not expire.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

/// What is to be sealed.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) purpose: Purpose,
    pub(super) ticket: Ticket,
    /// The address beside the URL, as a `mailto:` URL has it.
    pub(super) mailbox: Option<String>,
}

impl NewTicket {
    pub(super) fn check(self, now: i64, faults: &mut Faults) -> Option<Checked> {
        let purpose = faults.need("/purpose", self.purpose);
        let purpose = purpose.and_then(|name| faults.take("/purpose", word("purpose", &name)));
        let device = match self.device {
            Some(name) => faults.take("/device", word("device", &name)).map(Some),
            None => Some(None),
        };
        let ends = self.expires_at.map(|text| moment(&text).and_then(|at| later(at, now, purpose)));
        let ends = ends.and_then(|it| faults.take("/expires_at", it));
        let said = Said {
            channel: self.channel,
            contact: self.contact,
            message_id: self.message_id,
            metadata: self.metadata,
        };
        let ticket = said.check(faults);
        let ((purpose, ticket), device) = purpose.zip(ticket).zip(device)?;
        let ticket = Ticket { url: self.url, device, expires_at: ends, ..ticket };
        faults_of(&ticket, purpose, faults)?;
        let mailbox = match self.mailbox {
            Some(_) if !header::has_lines(purpose, &ticket) => {
                faults.add("/mailbox", "is for a way to leave mail");
                return None;
            }
            Some(address) => Some(faults.take("/mailbox", header::written(&address))?),
            None => None,
        };
        Some(Checked { purpose, ticket, mailbox })
    }
}

fn later(
    at: time::OffsetDateTime,
    now: i64,
    purpose: Option<Purpose>,
) -> Result<time::OffsetDateTime, &'static str> {
    match purpose {
        Some(Purpose::Leave) => Err("a way to leave does not expire"),
        _ if ms(at) <= now => Err("must be in the future"),
        _ => Ok(at),
    }
}

/// One of a few words.
fn word<T>(what: &str, name: &str) -> Result<T, String>
where
    T: std::str::FromStr + IntoEnumIterator + Into<&'static str>,
{
    name.parse().map_err(|_| unknown(what, name, T::iter().map(Into::into)))
}

/// A ticket, sealed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "purpose": "leave",
    "token": "AQGb…",
    "url": "https://hub.example/u/AQGb…",
    "list_unsubscribe": "List-Unsubscribe: <https://hub.example/u/AQGb…>",
    "list_unsubscribe_post": "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
}))]
pub(super) struct Sealed {
    /// What it is for.
    pub(super) purpose: &'static str,
    /// The sealed text.
    pub(super) token: String,
    /// What the contact opens.
    pub(super) url: String,
    /// For a way to leave mail: a line of the mail's header, as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) list_unsubscribe: Option<String>,
    /// The line that goes with it. Both have to be covered by the mail's DKIM signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) list_unsubscribe_post: Option<String>,
}

/// The tickets, sealed, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AllSealed {
    /// Each of them.
    pub(super) data: Vec<Sealed>,
}
