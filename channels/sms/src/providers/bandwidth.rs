//! Bandwidth: what became of messages, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, events in a list.
//! See <https://dev.bandwidth.com/docs/messaging/webhooks>.

use crate::keyword;
use adapter::lenient::{text_at, time_at};
use adapter::proof;
use adapter::{
    Covers, Facts, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified, lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "bandwidth",
    title: "Bandwidth",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://dev.bandwidth.com/docs/messaging/webhooks",
    steps: "Enter the callback URL as inbound and as status callback URL of the messaging application. The tag of a message comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: &[
        EventKind::SmsProcessed,
        EventKind::SmsDelivered,
        EventKind::SmsFailed,
        EventKind::SmsRejected,
        EventKind::SmsSubscribed,
        EventKind::SmsUnsubscribed,
    ],
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let body: Value = serde_json::from_slice(verified.body())?;
    Ok(lenient::entries(&body).iter().map(|entry| tell(entry, verified.setup())).collect())
}

fn tell(entry: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let word = text_at(entry, "type").unwrap_or_else(|| "no type".to_owned());
    let message = &entry["message"];
    let code = text_at(entry, "errorCode");
    let (kind, recipient) = if word == "message-received" {
        let text = text_at(message, "text").unwrap_or_default();
        (keyword::decision(setup, &text)?, text_at(message, "from"))
    } else {
        (meaning(&word, code.as_deref())?, text_at(entry, "to"))
    };
    let report = Report {
        recipient,
        message_id: text_at(message, "id"),
        at: time_at(entry, "time"),
        text: text_at(entry, "description"),
        code,
        ..Report::default()
    };
    report.with("tag", text_at(message, "tag")).event(kind, &word)
}

/// Bandwidth's words, in ours.
fn meaning(word: &str, code: Option<&str>) -> Result<EventKind, Skipped> {
    Ok(match word {
        "message-sending" | "message-sent" => EventKind::SmsProcessed,
        "message-delivered" => EventKind::SmsDelivered,
        // 43xx and 44xx: refused by Bandwidth itself; 4775: the carrier knows of an opt-out.
        "message-failed" if code.is_some_and(|it| it.len() == 4 && is_refusal(it)) => {
            EventKind::SmsRejected
        }
        "message-failed" => EventKind::SmsFailed,
        // Of RCS.
        "message-read"
        | "suggestion-response"
        | "location-response"
        | "request-location-response" => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}

fn is_refusal(code: &str) -> bool {
    code.starts_with("43") || code.starts_with("44") || code == "4775"
}
