//! Sinch SMS: delivery reports, one for each recipient or for a batch, and messages that came in.
//! Auth: HMAC-SHA256 over the raw body, a nonce and the time, where the support switched it on.
//! Shape: one JSON object a request; a batch's report lists recipients by status, and has no time.
//! See <https://developers.sinch.com/docs/sms/api-reference/sms/webhooks>.

use crate::{keyword, kinds};
use adapter::dialect::sinch;
use adapter::lenient::{text_at, time_at};
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Report, Setup, Skipped, Verified,
    lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) struct Sinch;

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "sinch",
    title: "Sinch SMS",
    proof: "An HMAC-SHA256 over the body, a nonce and the time; without the secret, the secret address.",
    covers: Covers::Bytes,
    docs: "https://developers.sinch.com/docs/sms/api-reference/sms/webhooks",
    steps: "Enter the callback URL with the service plan, under SMS > APIs, and send with delivery_report per_recipient or full. Ask the support to sign callbacks. What you send as client_reference comes back as metadata.",
    secrets: sinch::SECRETS,
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for Sinch {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        sinch::verify(callback, setup)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let said = lenient::object(verified.body())?;
        let word = text_at(&said, "type").unwrap_or_else(|| "no type".to_owned());
        let mut parsed = Parsed::default();
        match word.as_str() {
            "recipient_delivery_report_sms" | "recipient_delivery_report_mms" => {
                parsed.push(report(&said, &said, text_at(&said, "recipient")));
            }
            "delivery_report_sms" | "delivery_report_mms" => batch(&said, &mut parsed)?,
            "mo_text" => parsed.push(incoming(&said, verified.setup())),
            "mo_binary" | "mo_media" => parsed.push(Err(Skipped::known("incoming message"))),
            _ => parsed.push(Err(Skipped::unknown(word))),
        }
        Ok(parsed)
    }
}

/// The report of a batch. Its short form only counts, and names nobody.
fn batch(said: &Value, parsed: &mut Parsed) -> Result<(), Malformed> {
    let statuses = said.get("statuses").and_then(Value::as_array);
    for status in statuses.ok_or_else(|| Malformed("no statuses".to_owned()))? {
        let recipients = status.get("recipients").and_then(Value::as_array);
        match recipients.filter(|recipients| !recipients.is_empty()) {
            Some(recipients) => recipients.iter().for_each(|recipient| {
                parsed.push(report(said, status, lenient::as_text(recipient)));
            }),
            None if text_at(status, "status").is_some() => {
                parsed.push(Err(Skipped::known("summary")));
            }
            None => parsed.push(Err(Skipped::unknown("no status"))),
        }
    }
    Ok(())
}

fn report(said: &Value, status: &Value, recipient: Option<String>) -> Result<Event, Skipped> {
    let word =
        text_at(status, "status").ok_or_else(|| Skipped::unknown("no status"))?.to_lowercase();
    let kind = meaning(&word)?;
    let recipient =
        recipient.ok_or_else(|| Skipped::unknown(format!("{word} without recipient")))?;
    let report = Report {
        recipient: Some(recipient),
        message_id: text_at(said, "batch_id"),
        at: time_at(said, "at"),
        code: text_at(status, "code"),
        ..Report::default()
    };
    report.with("client_reference", text_at(said, "client_reference")).event(kind, &word)
}

/// Sinch's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "queued" | "dispatched" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        // Deleted by the operator: perhaps no such number, perhaps opted out.
        "failed" | "aborted" | "deleted" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejected" => EventKind::SmsRejected,
        "cancelled" | "unknown" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What a contact decided by a message.
fn incoming(said: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let kind = keyword::decision(setup, &text_at(said, "body").unwrap_or_default())?;
    let report = Report {
        recipient: text_at(said, "from"),
        message_id: text_at(said, "id"),
        at: time_at(said, "received_at"),
        ..Report::default()
    };
    report.event(kind, "inbound")
}
