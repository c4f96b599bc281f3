//! Infobip's reports: what became of messages, what came in, clicks.
//!
//! Source: Infobip's API reference, "Receive outbound message report", "Receive seen reports",
//! "Receive inbound message", "Receive URL tracking notifications".

use crate::lenient::{self, text_at};
use crate::{Malformed, Parsed, Skipped};
use event::{Click, Client, Event, EventKind, Geo, Reason};
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

/// The id of the one status of the group `DELIVERED` that is no delivery to the person yet.
const TO_OPERATOR: u64 = 2;

/// What a report says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Word {
    /// On its way.
    Pending,
    /// Handed to the operator; a later report may say more.
    DeliveredToOperator,
    /// Delivered.
    Delivered,
    /// Could not be delivered.
    Undeliverable,
    /// Ran out of its validity.
    Expired,
    /// Never sent.
    Rejected,
    /// Seen by the person.
    Seen,
    /// A link in it was followed.
    Clicked,
    /// A message from the person.
    Incoming,
    /// None of these.
    Other(String),
}

/// One entry of a callback.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Report {
    #[serde(deserialize_with = "lenient::text")]
    message_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    to: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    destination: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    from: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sender: Option<String>,
    /// Who clicked.
    #[serde(deserialize_with = "lenient::text")]
    recipient: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    channel: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    integration_type: Option<String>,
    status: Value,
    error: Value,
    #[serde(deserialize_with = "lenient::time")]
    sent_at: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::time")]
    done_at: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::time")]
    seen_at: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::time")]
    received_at: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::text")]
    text: Option<String>,
    /// The text behind the keyword that led it to its recipient.
    #[serde(deserialize_with = "lenient::text")]
    clean_text: Option<String>,
    /// The texts of a message, as the Messages API tells them.
    content: Value,
    #[serde(deserialize_with = "lenient::text")]
    callback_data: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    notification_type: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    url: Option<String>,
    recipient_info: Value,
    geo_location_info: Value,
    /// The same, as Infobip's own client library has it.
    geo_location: Value,
}

/// Reads a callback: the list in `results`, or one report by itself, as clicks come.
///
/// # Errors
///
/// [`Malformed`] when it is neither.
pub fn read(
    body: &[u8],
    tell: impl Fn(Report) -> Result<Event, Skipped>,
) -> Result<Parsed, Malformed> {
    let entries = match serde_json::from_slice(body)? {
        Value::Object(mut object) => match object.remove("results") {
            Some(Value::Array(results)) => results,
            Some(_) => return Err(Malformed("`results` is no list".to_owned())),
            None => vec![Value::Object(object)],
        },
        _ => return Err(Malformed("no object".to_owned())),
    };
    let mut parsed = Parsed::default();
    for entry in entries {
        let object = entry.is_object().then_some(entry).ok_or("no object");
        let report = object.and_then(|it| Report::deserialize(it).map_err(|_| "no report"));
        parsed.push(report.map_err(Skipped::unknown).and_then(&tell));
    }
    Ok(parsed)
}

impl Report {
    /// What it says. The group of the status decides: the statuses in it are many, and one id may
    /// be in two groups.
    #[must_use]
    pub fn word(&self) -> Word {
        let group = number(&self.status, "groupId").map(|it| it.to_string());
        if let Some(word) = &self.notification_type {
            let clicked = word.eq_ignore_ascii_case("CLICKED");
            return if clicked { Word::Clicked } else { Word::Other(word.clone()) };
        }
        match group.or_else(|| text_at(&self.status, "groupName")).as_deref() {
            Some("0" | "1" | "ACCEPTED" | "PENDING") => Word::Pending,
            Some("2" | "UNDELIVERABLE") => Word::Undeliverable,
            Some("3" | "DELIVERED") if number(&self.status, "id") == Some(TO_OPERATOR) => {
                Word::DeliveredToOperator
            }
            Some("3" | "DELIVERED") => Word::Delivered,
            Some("4" | "EXPIRED") => Word::Expired,
            Some("5" | "REJECTED") => Word::Rejected,
            Some(other) => Word::Other(other.to_owned()),
            None if self.seen_at.is_some() => Word::Seen,
            None if self.received_at.is_some() => Word::Incoming,
            None => Word::Other("no status".to_owned()),
        }
    }

    /// The channel as Infobip names it: `SMS`, `VIBER_BM`. The reports of a channel's own API do
    /// not say it; only a mail address gives itself away.
    #[must_use]
    pub fn channel(&self) -> Option<&str> {
        let mail = self.recipient.as_deref().filter(|it| it.contains('@')).map(|_| "EMAIL");
        self.channel.as_deref().or(self.integration_type.as_deref()).or(mail)
    }

    /// What the person wrote: all of it, and without the keyword.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let parts = lenient::entries(&self.content).iter();
        let inside = parts.flat_map(|part| [&part["text"], &part["cleanText"]]);
        let own = [&self.text, &self.clean_text].into_iter().flatten().map(String::as_str);
        own.chain(inside.filter_map(Value::as_str))
    }

    /// The event of that kind.
    ///
    /// # Errors
    ///
    /// [`Skipped`] when it names neither person nor message.
    pub fn event(self, kind: EventKind) -> Result<Event, Skipped> {
        let mut event = Event::new(kind);
        let word = self.word();
        (event.recipient, event.occurred_at) = match word {
            // `sendDateTime` is when the message went out.
            Word::Clicked => (self.recipient.clone(), None),
            // Which of `from` and `to` is the person is told now this way, now that way.
            Word::Seen => (None, self.seen_at),
            Word::Incoming => (self.from.clone().or(self.sender.clone()), self.received_at),
            _ => (self.to.clone().or(self.destination.clone()), self.done_at.or(self.sent_at)),
        };
        event.message_id.clone_from(&self.message_id);
        // A message becomes each thing once; it is clicked time and again, without an id of it.
        event.event_id = self.message_id.clone().filter(|_| word != Word::Clicked);
        match word {
            Word::Clicked => {
                event.details.click = self.url.clone().map(|url| Click { url });
                event.details.client = self.client();
            }
            Word::Undeliverable | Word::Expired | Word::Rejected => {
                event.details.reason = self.reason();
            }
            _ => {}
        }
        let data = self.callback_data.map(|data| ("callbackData".to_owned(), data.into()));
        event.details.metadata.extend(data);
        Skipped::unless_named(event)
    }

    fn reason(&self) -> Option<Reason> {
        let error = text_at(&self.error, "name").filter(|name| name != "NO_ERROR");
        let source = if error.is_some() { &self.error } else { &self.status };
        let code = error.or_else(|| text_at(&self.status, "name"));
        let reason = Reason { code, text: text_at(source, "description") };
        (reason != Reason::default()).then_some(reason)
    }

    fn client(&self) -> Option<Client> {
        let place = |key| {
            let places = [&self.geo_location_info, &self.geo_location];
            places.into_iter().find_map(|place| text_at(place, key))
        };
        let geo = Geo { continent: None, country: place("countryName"), city: place("city") };
        let client = Client {
            name: text_at(&self.recipient_info, "deviceName"),
            device: text_at(&self.recipient_info, "deviceType"),
            os: text_at(&self.recipient_info, "os"),
            geo: (geo != Geo::default()).then_some(geo),
            ..Client::default()
        };
        (client != Client::default()).then_some(client)
    }
}

fn number(object: &Value, key: &str) -> Option<u64> {
    text_at(object, key)?.trim().parse().ok()
}
