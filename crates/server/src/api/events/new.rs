//! Events as they are published.

use super::details::{Bounce, Click, Client, Message, Profile, Reason, Response};
use crate::api::input::{Faults, moment, object, unknown, within};
use event::{Details, Event, EventKind, rfc3339};
use serde::Deserialize;
use serde_json::{Map, Value};
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// How long names may be, in bytes.
const LONGEST_ID: usize = 255;
const LONGEST_NAME: usize = 1000;

/// An event to be published.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "email.bounced",
    "contact": "Bob@Example.org",
    "message_id": "order-1009",
    "occurred_at": "2026-03-24T08:23:20Z",
    "id": "bounce-1009",
    "bounce": {"class": "hard", "code": 550, "enhanced": "5.1.1"},
    "metadata": {"order": "A-1009"}
}))]
pub(super) struct NewEvent {
    /// What happened: a wire name of the catalogue.
    #[schema(required = true, nullable = false)]
    kind: Option<String>,
    /// Whom it is about: an address on the kind's channel, as you write it.
    #[schema(required = true, nullable = false)]
    contact: Option<String>,
    /// Your id of the message.
    message_id: Option<String>,
    /// When it happened.
    #[schema(format = DateTime)]
    occurred_at: Option<String>,
    /// Your id of the event: an event that is published again with the same is the same.
    #[schema(max_length = 255)]
    id: Option<String>,
    /// Your own ids, passed through.
    #[serde(default)]
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
    #[serde(default, deserialize_with = "object")]
    bounce: Option<Bounce>,
    #[serde(default, deserialize_with = "object")]
    response: Option<Response>,
    #[serde(default, deserialize_with = "object")]
    reason: Option<Reason>,
    #[serde(default, deserialize_with = "object")]
    click: Option<Click>,
    #[serde(default, deserialize_with = "object")]
    client: Option<Client>,
    #[serde(default, deserialize_with = "object")]
    message: Option<Message>,
    /// Subscribed again after having left.
    again: Option<bool>,
    #[serde(default, deserialize_with = "object")]
    profile: Option<Profile>,
    /// What followed `/start` in a Telegram deep link.
    start_payload: Option<String>,
    /// How long the message was meant to live, in seconds.
    ttl_seconds: Option<u64>,
    /// Your own id of the person behind the contact.
    user: Option<String>,
}

impl NewEvent {
    /// The event in the hub's own words.
    pub(super) fn check(mut self, faults: &mut Faults) -> Option<Event> {
        let kind = faults.need("/kind", self.kind.take());
        let kind = kind.and_then(|name| faults.take("/kind", kind_of(&name)));
        let contact = faults.need("/contact", self.contact.take());
        let contact = contact.and_then(|it| faults.take("/contact", named(it, LONGEST_NAME)));
        let message_id = self.message_id.take();
        let message_id =
            message_id.and_then(|it| faults.take("/message_id", within(it, LONGEST_NAME)));
        let occurred_at = self.occurred_at.take();
        let occurred_at = occurred_at.and_then(|it| faults.take("/occurred_at", moment(&it)));
        let id = self.id.take();
        let event_id = id.and_then(|it| faults.take("/id", within(it, LONGEST_ID)));
        let details = self.details(faults);
        let event = Event::new(kind?);
        Some(Event { recipient: contact, message_id, occurred_at, event_id, details, ..event })
    }

    fn details(mut self, faults: &mut Faults) -> Details {
        if let Some(message) = &mut self.message
            && let Some(text) = message.sent_at.take()
        {
            let sent_at = faults.take("/message/sent_at", moment(&text));
            message.sent_at = sent_at.map(rfc3339);
        }
        Details {
            bounce: self.bounce.map(Into::into),
            response: self.response.map(Into::into),
            reason: self.reason.map(Into::into),
            click: self.click.map(Into::into),
            client: self.client.map(Into::into),
            message: self.message.map(Into::into),
            again: self.again,
            profile: self.profile.map(Into::into),
            start_payload: self.start_payload,
            ttl_seconds: self.ttl_seconds,
            user: self.user,
            test: None,
            metadata: self.metadata,
        }
    }
}

fn kind_of(name: &str) -> Result<EventKind, String> {
    name.parse().map_err(|_| unknown("event", name, EventKind::iter().map(EventKind::name)))
}

/// A name that is not blank.
fn named(text: String, longest: usize) -> Result<String, String> {
    if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { within(text, longest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Every member an event can have comes through, under its own name.
    #[test]
    fn what_is_published_is_what_is_told() {
        let told = json!({
            "metadata": {"order": 7, "tags": ["a"]},
            "bounce": {"class": "soft", "code": 450, "enhanced": "4.2.1"},
            "response": {
                "code": 450, "enhanced": "4.2.1", "text": "later", "host": "mx", "stage": "rcpt"
            },
            "reason": {"code": "suppressed", "text": "on the list"},
            "click": {"url": "https://shop.example/"},
            "client": {
                "user_agent": "UA", "name": "Firefox", "device": "desktop", "os": "Linux",
                "ip": "192.0.2.1", "geo": {"continent": "EU", "country": "FR", "city": "Lyon"},
                "machine": false, "read_seconds": 3
            },
            "message": {
                "subject": "Hi", "from": "A <a@b.example>", "sender": "a@b.example",
                "sent_at": "2026-03-24T08:23:20.000Z", "recipients": ["x@y.example"],
                "headers": {"x-a": "b"}, "rfc_id": "1@b.example", "auth": "key",
                "submitter_ip": "192.0.2.2"
            },
            "again": true,
            "profile": {"id": "1", "sub_id": "2", "fields": {"a": 1}, "interests": ["b"]},
            "start_payload": "ref",
            "ttl_seconds": 60,
            "user": "u1"
        });
        let mut body = told.clone();
        body["kind"] = "email.clicked".into();
        body["contact"] = "Bob@Example.org".into();
        let new: NewEvent = serde_json::from_value(body).expect("an event");
        let mut faults = Faults::default();
        let event = new.check(&mut faults).expect("a kind");
        assert!(faults.none().is_ok());
        assert_eq!(event.recipient.as_deref(), Some("Bob@Example.org"));
        assert_eq!(serde_json::to_value(event.details).expect("JSON"), told);
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let body = json!({
            "kind": "email.bouncd", "contact": " ", "occurred_at": "today", "id": "",
            "message": {"sent_at": "now"}
        });
        let new: NewEvent = serde_json::from_value(body).expect("an event");
        let mut faults = Faults::within("/17".to_owned());
        assert!(new.check(&mut faults).is_none());
        let problem = serde_json::to_value(faults.none().expect_err("mistakes")).expect("JSON");
        let pointers: Vec<_> =
            problem["errors"].as_array().expect("a list").iter().map(|it| &it["pointer"]).collect();
        let wanted =
            ["/17/kind", "/17/contact", "/17/occurred_at", "/17/id", "/17/message/sent_at"];
        assert_eq!(pointers, wanted);
        let detail = problem["errors"][0]["detail"].as_str().expect("a text");
        assert!(detail.contains("did you mean `email.bounced`?"), "{detail}");
    }
}
