//! The body of a delivery.

use event::{Details, Event, EventId, SourceId, rfc3339};
use serde::Serialize;
use time::OffsetDateTime;

/// The revision of the body's form. A delivery remembers the one it was made by.
pub const FORMAT: i16 = 1;

/// Longer than most bodies, in bytes.
const USUAL: usize = 1 << 10;

/// An event and where it came from: all that the body of its deliveries is made of.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The event's id.
    pub id: EventId,
    /// What happened.
    pub event: &'a Event,
    /// The recipient in canonical form.
    pub contact: Option<&'a str>,
    /// When the hub got to know of it.
    pub received_at: OffsetDateTime,
    /// Who told it.
    pub origin: Origin<'a>,
}

/// Who told an event.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The project's domain.
    pub project: &'a str,
    /// The provider's name; the hub's own where nobody told it.
    pub provider: &'a str,
    /// The source.
    pub source: SourceId,
}

impl Envelope<'_> {
    /// Serialises the body: a pure function of the event and [`FORMAT`].
    ///
    /// Source: the hub's contract, after the shape of Standard Webhooks (`type`, `timestamp`,
    /// `data`).
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let event = self.event;
        let body = Body {
            kind: event.kind.name(),
            timestamp: rfc3339(event.occurred_at.unwrap_or(self.received_at)),
            data: Data {
                id: self.id.to_string(),
                project: self.origin.project,
                provider: self.origin.provider,
                source: self.origin.source.to_string(),
                received_at: rfc3339(self.received_at),
                told: Told::new(event, self.contact),
            },
        };
        let mut written = Vec::with_capacity(USUAL);
        // Nothing in it can fail: keys are text and no number is beyond JSON.
        if serde_json::to_writer(&mut written, &body).is_err() {
            written.clear();
        }
        written
    }
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    id: String,
    project: &'a str,
    provider: &'a str,
    source: String,
    received_at: String,
    #[serde(flatten)]
    told: Told<'a>,
}

/// What the event itself tells, wherever it is shown.
#[derive(Serialize)]
pub(crate) struct Told<'a> {
    channel: &'static str,
    group: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<&'a str>,
    #[serde(flatten)]
    details: &'a Details,
}

impl<'a> Told<'a> {
    pub(crate) fn new(event: &'a Event, contact: Option<&'a str>) -> Self {
        Self {
            channel: event.kind.channel().name(),
            group: event.kind.group().name(),
            contact,
            recipient: event.recipient.as_deref(),
            message_id: event.message_id.as_deref(),
            details: &event.details,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::{Bounce, BounceClass, EventKind, from_ms};
    use serde_json::{Value, json};

    fn bounced() -> Event {
        let bounce =
            Bounce { class: BounceClass::Hard, code: Some(550), enhanced: Some("5.1.1".into()) };
        Event {
            recipient: Some("Bob@Example.org".into()),
            message_id: Some("1w4x2g-FnQW0hPru7M-NRRC".into()),
            occurred_at: Some(from_ms(1_774_340_600_000)),
            details: Details { bounce: Some(bounce), ..Details::default() },
            ..Event::new(EventKind::EmailBounced)
        }
    }

    fn told(event: &Event, provider: &str, contact: Option<&str>) -> Value {
        let origin = Origin { project: "example.com", provider, source: SourceId::first_at(2) };
        let received_at = from_ms(1_774_340_605_114);
        let id = EventId::first_at(1);
        let envelope = Envelope { id, event, contact, received_at, origin };
        serde_json::from_slice(&envelope.body()).expect("JSON")
    }

    #[test]
    fn the_body_is_what_the_contract_shows() {
        let wanted = json!({
            "type": "email.bounced",
            "timestamp": "2026-03-24T08:23:20.000Z",
            "data": {
                "id": EventId::first_at(1).to_string(),
                "project": "example.com",
                "channel": "email",
                "group": "message_status",
                "provider": "sendgrid",
                "source": SourceId::first_at(2).to_string(),
                "contact": "Bob@example.org",
                "recipient": "Bob@Example.org",
                "message_id": "1w4x2g-FnQW0hPru7M-NRRC",
                "received_at": "2026-03-24T08:23:25.114Z",
                "bounce": {"class": "hard", "code": 550, "enhanced": "5.1.1"},
            }
        });
        assert_eq!(told(&bounced(), "sendgrid", Some("Bob@example.org")), wanted);
    }

    #[test]
    fn a_callback_without_a_time_is_dated_by_its_arrival() {
        let body = told(&Event::new(EventKind::TelegramViewed), "bot", None);
        assert_eq!(body["timestamp"], "2026-03-24T08:23:25.114Z");
        assert!(body["data"].get("contact").is_none());
    }
}
