//! Vonage's Messages API, in its first version and the shape before it.
//!
//! Source: Vonage, "Messages API reference" (message status, inbound message) and "Signed
//! webhooks".

use crate::proof::{self, Proof};
use crate::{Callback, Malformed, Refusal, Skipped, lenient};
use event::{Event, EventKind, Reason};
use serde::Deserialize;
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

/// How far the signed time may be from that of arrival. Vonage goes on trying for 24 hours, and
/// does not say whether it signs each time anew.
pub const TOLERANCE: Duration = Duration::hours(25);

const TOKEN: &str = "authorization";
/// "TTL was activated, or message expired before delivered".
const TTL: &str = "1360";

/// Checks the token that comes with a callback: it is signed with the account's signature secret,
/// and names the hash of the body.
///
/// # Errors
///
/// [`Refusal`] when there is no token, or it is not this callback's.
pub fn verify(callback: &Callback, secrets: &[String]) -> Result<Proof, Refusal> {
    let token = proof::bearer_token(callback)?;
    let (proof, claims) = proof::json_web_token(token, callback, secrets, TOKEN)?;
    claims.has_sha256("payload_hash", &callback.body)?;
    if let Some(signed_at) = claims.time("iat") {
        proof::near(signed_at, callback, TOLERANCE, TOKEN)?;
    }
    Ok(proof)
}

/// One callback: the status of a message that was sent, or a message that came in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Notice {
    #[serde(deserialize_with = "lenient::text")]
    message_uuid: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    channel: Option<String>,
    #[serde(deserialize_with = "lenient::time")]
    timestamp: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::text")]
    client_ref: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    message_type: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    text: Option<String>,
    /// A number or an id; an object of type and number before version 1.
    to: Value,
    from: Value,
    /// What came in, before version 1.
    message: Value,
    error: Value,
}

impl Notice {
    /// Reads a callback's body.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when it is no JSON object.
    pub fn read(body: &[u8]) -> Result<Self, Malformed> {
        // A map first: there the last of a repeated key counts, where a struct would refuse both.
        let object: Map<String, Value> = serde_json::from_slice(body)?;
        Ok(Self::deserialize(Value::Object(object))?)
    }

    /// The status, lower-cased; none of a message that came in.
    #[must_use]
    pub fn status(&self) -> Option<String> {
        self.status.as_deref().map(str::to_lowercase)
    }

    /// The channel as Vonage names it: `sms`, `viber_service`, `viber_service_msg`.
    #[must_use]
    pub fn channel(&self) -> Option<&str> {
        let before = || [&self.to, &self.from].into_iter().find_map(|it| it.get("type")?.as_str());
        self.channel.as_deref().or_else(before)
    }

    /// What the contact wrote; empty where it is no text, none where nothing came in.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        let before = self.message.get("content");
        let written = self.text.as_deref().or_else(|| before?.get("text")?.as_str());
        written.or_else(|| (self.message_type.is_some() || before.is_some()).then_some(""))
    }

    /// The number of the error, such as `1300`.
    fn error_code(&self) -> Option<String> {
        let text = |key| lenient::text_at(&self.error, key);
        let number = |text: &String| text.bytes().all(|digit| digit.is_ascii_digit());
        let named = || Some(text("type")?.rsplit_once('#')?.1.to_owned());
        text("code").or_else(|| text("title").filter(number)).or_else(named).or(text("title"))
    }

    /// Whether the time for the message ran out. There is no status for it.
    #[must_use]
    pub fn ran_out(&self) -> bool {
        self.error_code().as_deref() == Some(TTL)
    }

    /// The event of that kind: about whom the message went to, or came from.
    ///
    /// # Errors
    ///
    /// [`Skipped`] when it names neither contact nor message.
    pub fn event(self, kind: EventKind) -> Result<Event, Skipped> {
        let contact = if self.status.is_some() { &self.to } else { &self.from };
        let text = |key| lenient::text_at(contact, key);
        let mut event = Event::new(kind);
        event.recipient = lenient::as_text(contact).or(text("number")).or(text("id"));
        event.message_id.clone_from(&self.message_uuid);
        let word = self.status().unwrap_or_else(|| "inbound".to_owned());
        event.event_id = self.message_uuid.as_ref().map(|id| format!("{id}:{word}"));
        event.occurred_at = self.timestamp;
        let text = |key| lenient::text_at(&self.error, key);
        let reason = Reason { code: self.error_code(), text: text("detail").or(text("reason")) };
        event.details.reason = Some(reason).filter(|reason| *reason != Reason::default());
        let reference = self.client_ref.map(|it| ("client_ref".to_owned(), it.into()));
        event.details.metadata.extend(reference);
        Skipped::unless_named(event)
    }
}
