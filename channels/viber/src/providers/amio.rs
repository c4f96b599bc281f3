//! Amio: Viber Business Messages, and bots.
//! Auth: HMAC-SHA1 over the raw body where the source has the secret, else the callback's address.
//! Shape: one JSON object a request, about one message or several.
//! See <https://docs.amio.io/reference/viber-business-webhooks-message-failed>.

use adapter::bytes::unhex;
use adapter::lenient::text_at;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Skipped, Verified,
    when,
};
use event::{Channel, Event, EventKind, Reason};
use serde_json::{Map, Value};

pub(super) struct Amio;

const SIGNATURE: &str = "x-hub-signature";
/// The error that says that the time for the message ran out.
const EXPIRED: &str = "4";

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "amio",
    title: "Amio Viber",
    proof: "An HMAC-SHA1 over the body; without the secret, the secret address.",
    covers: Covers::Bytes,
    docs: "https://docs.amio.io/reference/viber-business-webhooks-message-failed",
    steps: "In the channel's settings enter the callback URL as webhook, and copy the secret that stands beside it.",
    secrets: &[Secret::optional(
        "webhook_secret",
        "The secret of the channel's webhook; with it, what is not signed is refused.",
    )],
    settings: &[],
    kinds: &[
        EventKind::ViberDelivered,
        EventKind::ViberFailed,
        EventKind::ViberExpired,
        EventKind::ViberViewed,
    ],
};

impl Adapter for Amio {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let Some(keys) = setup.secrets.find("webhook_secret") else {
            return Ok(proof::address(callback));
        };
        let tag = callback.header(SIGNATURE)?.strip_prefix("sha1=").and_then(unhex);
        let tag = tag.ok_or(Refusal::Mismatch(SIGNATURE))?;
        proof::hmac_sha1(keys, &[&callback.body], &tag, SIGNATURE)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let said = Value::Object(serde_json::from_slice::<Map<_, _>>(verified.body())?);
        let word = text_at(&said, "event").ok_or_else(|| Malformed("no event".to_owned()))?;
        let mut parsed = Parsed::default();
        match kind(&word, &said["data"]) {
            Ok(kind) => {
                for message in messages(&said["data"]) {
                    parsed.push(tell(kind, &said, message));
                }
            }
            Err(skipped) => parsed.push(Err(skipped)),
        }
        Ok(parsed)
    }
}

/// Failures name one message; what was delivered and read, a list. One that names none stays one.
fn messages(data: &Value) -> Vec<&Value> {
    match data["messages"].as_array() {
        Some(messages) if !messages.is_empty() => messages.iter().collect(),
        _ => vec![&data["message"]],
    }
}

fn kind(word: &str, data: &Value) -> Result<EventKind, Skipped> {
    let kind = meaning(word, text_at(&data["error"], "code").as_deref())?;
    let channel = text_at(&data["channel"], "type");
    let other = channel.is_some_and(|channel| !channel.starts_with("viber"));
    if other { Err(Skipped::known("not Viber")) } else { Ok(kind) }
}

/// Amio's words, in ours: those of Viber, and those of all its channels.
fn meaning(word: &str, error: Option<&str>) -> Result<EventKind, Skipped> {
    Ok(match word {
        "message_delivered" | "messages_delivered" => EventKind::ViberDelivered,
        "message_read" | "messages_read" => EventKind::ViberViewed,
        "message_failed" if error == Some(EXPIRED) => EventKind::ViberExpired,
        "message_failed" => EventKind::ViberFailed,
        "message_received" | "message_echo" | "postback_received" | "postback" | "opt_in" => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}

fn tell(kind: EventKind, said: &Value, message: &Value) -> Result<Event, Skipped> {
    let data = &said["data"];
    let mut event = Event::new(kind);
    // Bots know their users by no number, but by Amio's id.
    let contact = &data["contact"];
    event.recipient = text_at(contact, "phone_number").or(text_at(contact, "id"));
    event.message_id = text_at(message, "id");
    if event.message_id.is_none() {
        return Err(Skipped::unknown("no message"));
    }
    event.event_id.clone_from(&event.message_id);
    let times =
        [data.get("delivered_timestamp"), data.get("read_timestamp"), said.get("timestamp")];
    event.occurred_at = times.into_iter().flatten().find_map(when::of);
    if matches!(kind, EventKind::ViberFailed | EventKind::ViberExpired) {
        let error = &data["error"];
        let reason = Reason { code: text_at(error, "code"), text: text_at(error, "message") };
        event.details.reason = Some(reason).filter(|reason| *reason != Reason::default());
    }
    Ok(event)
}
