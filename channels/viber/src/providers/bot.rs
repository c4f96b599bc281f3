//! Viber's own bot API.
//! Auth: HMAC-SHA256 over the raw body, keyed with the bot's token, as hexadecimal digits.
//! Shape: one JSON object a request; `message_token` exceeds 2^53, a number or a text.
//! See <https://developers.viber.com/docs/api/rest-bot-api/#callbacks>.

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Answer, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setting, Setup,
    Skipped, Verified, lenient,
};
use event::{Channel, Event, EventKind, Reason};
use serde::Deserialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;

pub(super) struct Bot;

const SIGNATURE: &str = "x-viber-content-signature";

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "bot",
    title: "Viber bot",
    proof: "An HMAC-SHA256 over the body, keyed with the bot's token.",
    covers: Covers::Bytes,
    docs: "https://developers.viber.com/docs/api/rest-bot-api/#callbacks",
    steps: "With the token the hub calls set_webhook itself, where its public URL is https; else call it with the callback URL and the event types delivered, seen, failed and conversation_started. Viber calls back at once and must get its answer.",
    secrets: &[Secret::required(
        "auth_token",
        "The bot's token, from its page in the Viber admin panel.",
    )],
    settings: &[
        Setting {
            name: "name",
            about: "Whose name messages stand under: 28 characters at most; the source's title, where it is left out.",
            check: name,
        },
        Setting {
            name: "welcome",
            about: "What is said to who opens a conversation: a text, or a body as messages have it.",
            check: welcome,
        },
    ],
    kinds: &[
        EventKind::ViberDelivered,
        EventKind::ViberFailed,
        EventKind::ViberSubscribed,
        EventKind::ViberUnsubscribed,
        EventKind::ViberViewed,
    ],
};

fn name(value: &Value) -> Result<(), &'static str> {
    let length = value.as_str().unwrap_or_default().trim().chars().count();
    (1..=28).contains(&length).then_some(()).ok_or("must be a text of 1 to 28 characters")
}

fn welcome(value: &Value) -> Result<(), &'static str> {
    let text = value.as_str().or_else(|| value["text"].as_str()).unwrap_or_default();
    let fits = !text.trim().is_empty() && text.chars().count() <= 7000;
    fits.then_some(()).ok_or("must be a text, or an object with a `text`")
}

impl Adapter for Bot {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let tokens = setup.secrets.get("auth_token")?;
        let tag = callback.hex_header(SIGNATURE)?;
        proof::hmac_sha256(tokens, &[&callback.body], &tag, SIGNATURE)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let said = Said::read(verified.body())?;
        let word = said.event.as_deref().ok_or_else(|| Malformed("no event".to_owned()))?;
        if word == "webhook" {
            return Ok(Parsed::control());
        }
        let mut parsed = Parsed::default();
        parsed.push(meaning(word).and_then(|kind| said.tell(kind, word)));
        Ok(parsed)
    }

    /// `set_webhook` fails unless its callback is answered, and may be called before the source
    /// has its token.
    fn handshake(&self, callback: &Callback, _setup: &Setup) -> Option<Answer> {
        let said = Said::read(&callback.body).ok()?;
        (said.event.as_deref() == Some("webhook")).then(Answer::default)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(deserialize_with = "lenient::text")]
    event: Option<String>,
    #[serde(deserialize_with = "lenient::time")]
    timestamp: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::text")]
    message_token: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    user_id: Option<String>,
    /// Instead of `user_id`, where the user is told about; a `sender` wrote a message.
    user: Value,
    #[serde(deserialize_with = "lenient::text")]
    desc: Option<String>,
}

impl Said {
    fn read(body: &[u8]) -> Result<Self, serde_json::Error> {
        // A map first: there the last of a repeated key counts, where a struct would refuse both.
        let object: Map<String, Value> = serde_json::from_slice(body)?;
        Self::deserialize(Value::Object(object))
    }

    fn tell(&self, kind: EventKind, word: &str) -> Result<Event, Skipped> {
        let user = self.user_id.clone().or_else(|| lenient::as_text(self.user.get("id")?));
        let user = user.ok_or_else(|| Skipped::unknown(format!("{word} without user")))?;
        let mut event = Event::new(kind);
        event.recipient = Some(user);
        event.occurred_at = self.timestamp;
        // For a status the token is that of the message, told once by each device of the user and
        // the same event each time; else it is the callback's own.
        event.event_id.clone_from(&self.message_token);
        if !matches!(kind, EventKind::ViberSubscribed | EventKind::ViberUnsubscribed) {
            event.message_id.clone_from(&self.message_token);
        }
        if kind == EventKind::ViberFailed {
            let text = self.desc.clone();
            event.details.reason = text.map(|text| Reason { text: Some(text), code: None });
        }
        Ok(event)
    }
}

/// Viber's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" => EventKind::ViberDelivered,
        "seen" => EventKind::ViberViewed,
        "failed" => EventKind::ViberFailed,
        "subscribed" => EventKind::ViberSubscribed,
        "unsubscribed" => EventKind::ViberUnsubscribed,
        // To open a conversation is no subscription; a payment and a message are chat.
        "conversation_started" | "client_status" | "message" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
