//! One thing that happened, as an adapter tells it.

use crate::{Channel, EventKind, ms};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// One thing that happened, in the hub's own words.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The address as the provider wrote it.
    pub recipient: Option<String>,
    /// The provider's id of the message: the one its send call returned, where there is a choice.
    pub message_id: Option<String>,
    /// When it happened, where the callback says so.
    pub occurred_at: Option<OffsetDateTime>,
    /// The provider's own id of this event, where it has one that repeats keep.
    pub event_id: Option<String>,
    /// What else is known.
    pub details: Details,
}

impl Event {
    /// An event of which nothing else is known yet.
    #[must_use]
    pub fn new(kind: EventKind) -> Self {
        Self {
            kind,
            recipient: None,
            message_id: None,
            occurred_at: None,
            event_id: None,
            details: Details::default(),
        }
    }

    /// What two reports of a source have in common if they are the same event, and the time that is
    /// kept by (milliseconds since 1970): when it happened, or 0 where that does not tell them
    /// apart.
    ///
    /// What happens once to a message is the same whoever tells it, and when: a contact has several
    /// devices, and more than one way to show that it has seen a message.
    #[must_use]
    pub fn unique(&self, received_at_ms: i64) -> (Fingerprint, i64) {
        let says_more = self.details.reason.is_some();
        if self.kind.happens_once() && self.message_id.is_some() && !says_more {
            let (recipient, message_id) = (self.recipient.clone(), self.message_id.clone());
            let bare = Self { recipient, message_id, ..Self::new(self.kind) };
            return (bare.fingerprint(0), 0);
        }
        // A browser's time is brought within bounds, which differ each time that it tells it.
        let by_id = self.kind.channel() == Channel::WebPush && self.event_id.is_some();
        let at = self.occurred_at.filter(|_| !by_id);
        (self.fingerprint(received_at_ms), at.map_or(0, ms))
    }

    /// What makes two reports of a source the same event: the provider's event id, else kind,
    /// message, time and URL; the recipient always.
    ///
    /// An opening or a click of which neither id nor time is told is an event of its own each
    /// time, told apart by when it was received (milliseconds since 1970).
    #[must_use]
    pub fn fingerprint(&self, received_at_ms: i64) -> Fingerprint {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        part(self.kind.name());
        part(self.recipient.as_deref().unwrap_or_default());
        if let Some(id) = &self.event_id {
            part("id");
            part(id);
        } else {
            part("parts");
            part(self.message_id.as_deref().unwrap_or_default());
            part(self.details.click.as_ref().map_or("", |click| &click.url));
            let at = self.occurred_at.map(OffsetDateTime::unix_timestamp_nanos);
            part(&at.map(|at| at.to_string()).unwrap_or_default());
            if at.is_none() && self.kind.counts_each_time() {
                part(&received_at_ms.to_string());
            }
        }
        let hash: [u8; 32] = hash.finalize().into();
        let id = self.event_id.as_deref().or(self.message_id.as_deref()).unwrap_or_default();
        Fingerprint::new(id, &hash)
    }
}

/// What is the same for all reports of one event, and for no two events: 128 bits of SHA-256.
///
/// Before them stands the beginning of the provider's id. Ids mostly grow with time, so that a
/// table of fingerprints grows at its end, where a plain hash would land anywhere in it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    fn new(id: &str, hash: &[u8; 32]) -> Self {
        let mut fingerprint = [0; 32];
        let (near, unique) = fingerprint.split_at_mut(16);
        near.iter_mut().zip(id.bytes()).for_each(|(to, from)| *to = from);
        unique.copy_from_slice(&hash[..16]);
        Self(fingerprint)
    }
}

/// The optional members of an event, each present only where it is known.
///
/// Serialised as they stand in what an integrator receives.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Details {
    /// The verdict on an address that did not take the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounce: Option<Bounce>,
    /// What the far side said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What was clicked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub click: Option<Click>,
    /// Who read or clicked, and with what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
    /// About the message itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// Subscribed again after having left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<bool>,
    /// The profile that was created, edited or removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// What followed `/start` in a Telegram deep link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_payload: Option<String>,
    /// How long the message was meant to live, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<u64>,
    /// The platform's own id of the person behind the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// True on test deliveries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<bool>,
    /// The platform's own ids, passed through the provider.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
}

/// The verdict on an address that did not take the message.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Bounce {
    /// How final it is.
    pub class: BounceClass,
    /// The SMTP reply code, such as 550.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// The enhanced status code of RFC 3463, such as `5.1.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enhanced: Option<String>,
}

/// How final a bounce is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BounceClass {
    /// The address is dead.
    Hard,
    /// The message was not taken; the address may live.
    Soft,
    /// Nobody said.
    #[default]
    Undetermined,
}

/// What the far side said.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Response {
    /// The SMTP reply code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// The enhanced status code of RFC 3463.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enhanced: Option<String>,
    /// The words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// At which step of the exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
}

/// Why.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Reason {
    /// The hub's word, or the provider's own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The provider's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What was clicked.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Click {
    /// The address that the tracked link leads to.
    pub url: String,
}

/// Who read or clicked, and with what.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Client {
    /// The user agent's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The kind of device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// The address it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// Where that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geo: Option<Geo>,
    /// Software did it, not a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine: Option<bool>,
    /// For how long it was open, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_seconds: Option<u64>,
}

/// Where an address is.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Geo {
    /// Two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continent: Option<String>,
    /// Two letters, ISO 3166-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// A name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
}

/// About the message itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Message {
    /// Its subject line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Who it says it is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The envelope's sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// When it was handed to the provider, RFC 3339 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<String>,
    /// All its recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// Headers that the provider was told to report.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    /// The Message-ID header, without angle brackets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rfc_id: Option<String>,
    /// The account or key that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
    /// The address that handed it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitter_ip: Option<String>,
}

/// A profile in a contact list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Profile {
    /// The provider's id of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the sub-profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_id: Option<String>,
    /// Its fields.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
    /// Its interests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interests: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: EventKind, contact: &str, message: Option<&str>, id: &str, at: i64) -> Event {
        Event {
            recipient: Some(contact.to_owned()),
            message_id: message.map(ToOwned::to_owned),
            event_id: Some(id.to_owned()),
            occurred_at: Some(crate::from_ms(at)),
            ..Event::new(kind)
        }
    }

    #[test]
    fn what_happens_once_to_a_message_is_one_event() {
        for kind in [EventKind::TelegramViewed, EventKind::ViberDelivered] {
            let first = told(kind, "1", Some("1:2"), "a", 0).unique(7);
            assert_eq!(told(kind, "1", Some("1:2"), "b", 9).unique(8), first);
            assert_ne!(told(kind, "2", Some("1:2"), "a", 0).unique(7), first);
            assert_ne!(told(kind, "1", Some("1:3"), "a", 0).unique(7), first);
            let reason = Reason { code: Some("not_displayed".to_owned()), text: None };
            let mut more = told(kind, "1", Some("1:2"), "a", 0);
            more.details.reason = Some(reason);
            assert_ne!(more.unique(7), first);
        }
    }

    #[test]
    fn what_a_browser_tells_by_an_id_is_one_event_at_any_time() {
        let clicked = |id, at| told(EventKind::WebPushClicked, "1", Some("2"), id, at).unique(7);
        assert_eq!(clicked("a", 5), clicked("a", 9));
        assert_ne!(clicked("a", 5), clicked("b", 5));
    }

    #[test]
    fn all_else_is_told_apart() {
        let clicked = |id| told(EventKind::ViberClicked, "1", Some("1:2"), id, 5).unique(7);
        assert_eq!(clicked("a").1, 5);
        assert_ne!(clicked("a"), clicked("b"));
        let viewed = |id| told(EventKind::TelegramViewed, "1", None, id, 5).unique(7);
        assert_ne!(viewed("a"), viewed("b"));
    }
}
