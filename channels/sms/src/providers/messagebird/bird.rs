//! Bird, as MessageBird is called since: webhooks of its Channels API.
//!
//! Source: Bird, "Webhook subscriptions: verifying a webhook", "Message status and interactions",
//! "Programmable SMS: receiving messages".

use crate::{keyword, url};
use adapter::lenient::{self, text_at, time_at};
use adapter::proof::{self, Proof};
use adapter::{Callback, Parsed, Refusal, Report, Setup, Skipped};
use event::{Event, EventKind};
use serde_json::Value;
use time::Duration;

const SIGNATURE: &str = "messagebird-signature";
const TIMESTAMP: &str = "messagebird-request-timestamp";
/// Bird tries again for eight hours, and has been seen to send the time of the first try.
const TOLERANCE: Duration = Duration::hours(25);

/// Whether it is signed as Bird signs.
pub(super) fn signs(callback: &Callback) -> bool {
    callback.find_header(SIGNATURE).is_some()
}

/// Checks the HMAC-SHA256 over the time, the URL and the hash of the body.
pub(super) fn verify(callback: &Callback, keys: &[String]) -> Result<Proof, Refusal> {
    let (tag, timestamp) = (callback.base64_header(SIGNATURE)?, callback.header(TIMESTAMP)?);
    let hash = proof::sha256(&callback.body);
    for url in url::spellings(&callback.url) {
        let message: [&[u8]; 5] = [timestamp.as_bytes(), b"\n", url.as_bytes(), b"\n", &hash];
        if let Ok(proof) = proof::hmac_sha256(keys, &message, &tag, SIGNATURE) {
            proof::near_seconds(timestamp, callback, TOLERANCE, TIMESTAMP)?;
            return Ok(proof);
        }
    }
    Err(Refusal::Mismatch(SIGNATURE))
}

/// Reads a webhook: one event, whose name begins with the channel.
pub(super) fn read(said: &Value, setup: &Setup) -> Parsed {
    let (word, message) = (text_at(said, "event").unwrap_or_default(), &said["payload"]);
    Parsed::from(match word.as_str() {
        "sms.outbound" => outbound(message),
        "sms.inbound" => inbound(message, setup),
        _ if !word.starts_with("sms.") && word.contains('.') => Err(Skipped::known("not an SMS")),
        _ => Err(Skipped::unknown(word)),
    })
}

fn outbound(message: &Value) -> Result<Event, Skipped> {
    let word = text_at(message, "status").unwrap_or_else(|| "no status".to_owned());
    let kind = meaning(&word)?;
    let contacts = &message["receiver"]["contacts"];
    let contact = lenient::entries(contacts).first().unwrap_or(&Value::Null);
    let failure = &message["failure"];
    let report = Report {
        recipient: text_at(contact, "identifierValue"),
        message_id: text_at(message, "id"),
        at: ["lastStatusAt", "updatedAt"].iter().find_map(|name| time_at(message, name)),
        code: text_at(failure, "code"),
        text: text_at(message, "reason").or(text_at(failure, "description")),
        ..Report::default()
    };
    report.with("reference", text_at(message, "reference")).event(kind, &word)
}

/// Bird's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "accepted" | "scheduled" | "processing" | "sent" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "delivery_failed" | "sending_failed" => EventKind::SmsFailed,
        "rejected" | "skipped" => EventKind::SmsRejected,
        "expired" => EventKind::SmsExpired,
        "deleted" | "read" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What a contact decided by a message.
fn inbound(message: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let text = text_at(&message["body"]["text"], "text").unwrap_or_default();
    let report = Report {
        recipient: text_at(&message["sender"]["contact"], "identifierValue"),
        message_id: text_at(message, "id"),
        at: time_at(message, "createdAt"),
        ..Report::default()
    };
    report.event(keyword::decision(setup, &text)?, "inbound")
}
