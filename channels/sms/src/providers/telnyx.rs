//! Telnyx: what became of messages, messages that came in, clicks on shortened links.
//! Auth: Ed25519 over the time, a bar and the raw body.
//! Shape: JSON, one event a request in `data`; it names the outcome for each recipient.
//! See <https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks>.

use crate::{keyword, kinds};
use adapter::bytes::unbase64;
use adapter::check;
use adapter::lenient::text_at;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Skipped, Verified,
    when,
};
use event::{Channel, Click, Event, EventKind, Reason};
use serde_json::Value;
use time::Duration;

pub(super) struct Telnyx;

const SIGNATURE: &str = "telnyx-signature-ed25519";
const TIMESTAMP: &str = "telnyx-timestamp";
/// How far the signed time may be from that of arrival, as Telnyx documents it.
const TOLERANCE: Duration = Duration::seconds(300);

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "telnyx",
    title: "Telnyx",
    proof: "An Ed25519 signature over the time and the body.",
    covers: Covers::Bytes,
    docs: "https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks",
    steps: "Enter the callback URL as webhook URL of the messaging profile, API version 2. Tags of a message come back as metadata.",
    secrets: &[Secret::required(
        "public_key",
        "The public key of the account in base 64, under Account settings > Keys & Credentials.",
    )
    .formed(|key| check::ed25519_key(unbase64(key)))],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_CLICKS,
};

impl Adapter for Telnyx {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("public_key")?.iter().filter_map(|key| unbase64(key));
        let keys: Vec<_> = keys.collect();
        let timestamp = callback.header(TIMESTAMP)?;
        let tag = callback.base64_header(SIGNATURE)?;
        let message = [timestamp.as_bytes(), b"|", &callback.body].concat();
        let proof = proof::ed25519(&keys, &message, &tag, SIGNATURE)?;
        proof::near_seconds(timestamp, callback, TOLERANCE, TIMESTAMP)?;
        Ok(proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Value = serde_json::from_slice(verified.body())?;
        // A click may come without the wrapping.
        let data = body.get("data").unwrap_or(&body);
        let mut parsed = Parsed::default();
        match text_at(data, "event_type").as_deref() {
            _ if data.get("time_clicked").is_some() => parsed.push(click(data)),
            Some("message.sent" | "message.delivered" | "message.finalized") => {
                outcomes(data, &mut parsed);
            }
            Some("message.received") => parsed.push(incoming(data, verified.setup())),
            word => parsed.push(Err(Skipped::unknown(word.unwrap_or("no event type")))),
        }
        Ok(parsed)
    }
}

/// One event for each recipient: theirs is the outcome, the type of the event says nothing of it.
fn outcomes(data: &Value, parsed: &mut Parsed) {
    let payload = &data["payload"];
    let recipients = ["to", "cc"].iter().filter_map(|key| payload.get(key)?.as_array()).flatten();
    for recipient in recipients {
        let status = text_at(recipient, "status").ok_or_else(|| Skipped::unknown("no status"));
        let error = &payload["errors"][0];
        let code = text_at(error, "code");
        let kind = status.and_then(|status| meaning(&status, code.as_deref()));
        parsed.push(kind.and_then(|kind| {
            let mut event = about_message(kind, data)?;
            event.recipient = text_at(recipient, "phone_number");
            if !matches!(kind, EventKind::SmsProcessed | EventKind::SmsDelivered) {
                let reason =
                    Reason { code, text: text_at(error, "detail").or(text_at(error, "title")) };
                event.details.reason = Some(reason).filter(|reason| *reason != Reason::default());
            }
            Ok(event)
        }));
    }
    if parsed.events.is_empty() && parsed.skipped.is_empty() {
        parsed.push(Err(Skipped::unknown("no recipient")));
    }
}

/// Telnyx's words, in ours.
fn meaning(status: &str, code: Option<&str>) -> Result<EventKind, Skipped> {
    Ok(match status {
        "queued" | "sending" | "sent" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "expired" => EventKind::SmsExpired,
        // Blocked, for the contact has said STOP.
        "sending_failed" | "delivery_failed" | "failed" if code == Some("40300") => {
            EventKind::SmsRejected
        }
        "sending_failed" | "delivery_failed" | "failed" | "gw_timeout" => EventKind::SmsFailed,
        // Sent, and nobody will ever confirm it; taken back by the sender.
        "delivery_unconfirmed" | "dlr_timeout" | "cancelled" => {
            return Err(Skipped::known(status));
        }
        _ => return Err(Skipped::unknown(status)),
    })
}

fn about_message(kind: EventKind, data: &Value) -> Result<Event, Skipped> {
    let payload = &data["payload"];
    let channel = text_at(payload, "type").unwrap_or_else(|| "SMS".to_owned());
    if !matches!(channel.to_uppercase().as_str(), "SMS" | "MMS") {
        return Err(Skipped::known("not an SMS"));
    }
    let mut event = Event::new(kind);
    event.message_id = text_at(payload, "id");
    event.event_id = text_at(data, "id");
    event.occurred_at = data.get("occurred_at").and_then(when::of);
    let tags = payload.get("tags").filter(|tags| tags.as_array().is_some_and(|it| !it.is_empty()));
    event.details.metadata.extend(tags.map(|tags| ("tags".to_owned(), tags.clone())));
    Ok(event)
}

/// What a contact decided by a message: as Telnyx judged it, else by the usual words.
fn incoming(data: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let payload = &data["payload"];
    let kind = match text_at(payload, "autoresponse_type").map(|it| it.to_uppercase()).as_deref() {
        Some("STOP") => EventKind::SmsUnsubscribed,
        Some("START") => EventKind::SmsSubscribed,
        _ => keyword::decision(setup, &text_at(payload, "text").unwrap_or_default())?,
    };
    let mut event = about_message(kind, data)?;
    event.recipient = text_at(&payload["from"], "phone_number");
    Ok(event)
}

fn click(data: &Value) -> Result<Event, Skipped> {
    let mut event = Event::new(EventKind::SmsClicked);
    event.recipient = text_at(data, "to");
    event.message_id = text_at(data, "message_id");
    event.occurred_at = data.get("time_clicked").and_then(when::of);
    event.details.click = text_at(data, "url").map(|url| Click { url });
    Skipped::unless_named(event)
}
