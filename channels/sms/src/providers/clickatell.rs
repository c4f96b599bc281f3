//! Clickatell: message statuses and replies, of its SMS platform, its One API and its API before them.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a query, a form or a flat JSON object; of One API, JSON with lists under `event`.
//! See <https://docs.clickatell.com/channels/one-api/one-api-message-status-table/>.

use crate::{keyword, kinds};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Setup, Skipped,
    Verified, lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) struct Clickatell;

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "clickatell",
    title: "Clickatell",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://docs.clickatell.com/channels/one-api/one-api-message-status-table/",
    steps: "Enter the callback URL for message statuses and two-way messages in the settings of the SMS integration, or of the One API channel. What you send as clientMessageId comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for Clickatell {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let callback = verified.callback();
        let setup = verified.setup();
        let body: Value = serde_json::from_slice(verified.body()).unwrap_or_default();
        let Some(event) = body.get("event").and_then(Value::as_object) else {
            let data = body.get("data").and_then(Value::as_object).map(Fields::of_object);
            let fields = data.map_or_else(|| Fields::of_callback(callback), Ok)?;
            return Ok(Parsed::from(tell(&fields, setup)));
        };
        let entries = event.values().flat_map(lenient::entries);
        let fields = |entry: &Value| entry.as_object().map(Fields::of_object);
        Ok(entries
            .map(|entry| tell(&fields(entry).ok_or_else(|| Skipped::unknown("no object"))?, setup))
            .collect())
    }
}

fn tell(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let channel = fields.text("channel").map(|channel| channel.to_lowercase());
    if channel.is_some_and(|channel| channel != "sms") {
        return Err(Skipped::known("not an SMS"));
    }
    let mut report = Report {
        message_id: fields.one_of(&["messageId", "apiMsgId", "apiMessageId"]),
        at: fields.time("timestamp"),
        ..Report::default()
    };
    if let Some(word) = fields.one_of(&["status", "statusCode"]) {
        report.recipient = fields.text("to");
        report.text = fields.one_of(&["statusDescription", "statusDesc"]);
        report.code = Some(word.clone());
        let kind = meaning(&word.to_uppercase().replace(' ', "_"))?;
        let own = fields.one_of(&["clientMessageId", "cliMsgId", "clientMsgId"]);
        return report.with("clientMessageId", own).event(kind, &word);
    }
    report.recipient = fields.one_of(&["fromNumber", "from"]);
    let text = fields.one_of(&["text", "content", "moText"]);
    let text = text.ok_or_else(|| Skipped::unknown("neither status nor text"))?;
    report.event(keyword::decision(setup, &text)?, "incoming")
}

/// Clickatell's words, in ours: of One API, of the platform, and the numbers of the API before
/// them, which number other things than One API does. Only words come alone.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "QUEUED"
        | "SCHEDULED"
        | "SENT_TO_SUPPLIER"
        | "QUEUED_AT_AGGREGATOR"
        | "DELIVERED_TO_GATEWAY"
        | "MESSAGE_QUEUED"
        | "MESSAGE_SCHEDULED"
        | "OK"
        | "RECEIVED_BY_GATEWAY"
        | "002"
        | "003"
        | "008"
        | "011" => EventKind::SmsProcessed,
        "DEVICE_ACK" | "RECEIVED_BY_RECIPIENT" | "DELIVERED" | "004" => EventKind::SmsDelivered,
        "EXPIRED" | "MESSAGE_EXPIRED" | "010" => EventKind::SmsExpired,
        "STOPPED_BY_USER"
        | "STOPPED_BY_ADMIN"
        | "USER_CANCELLED_MESSAGE_DELIVERY"
        | "CLICKATELL_CANCELLED_MESSAGE_DELIVERY"
        | "CANCELLED"
        | "INSUFFICIENT_ACCOUNT_BALANCE"
        | "OUT_OF_CREDIT"
        | "MAXIMUM_MT_LIMIT_EXCEEDED"
        | "ENCRYPTION_ACCESS_DENIED"
        | "ENCRYPTION_CONTENT_ERROR"
        | "006"
        | "012"
        | "013"
        | "014" => EventKind::SmsRejected,
        "DELIVERY_FAILURE"
        | "RECIPIENT_DOES_NOT_EXIST"
        | "ROUTING_ERROR"
        | "ERROR_WITH_MESSAGE"
        | "ERROR_DELIVERING_MESSAGE"
        | "FAILED"
        | "005"
        | "007"
        | "009" => EventKind::SmsFailed,
        _ if word.starts_with("VOLUME_LIMIT") => EventKind::SmsRejected,
        "READ" | "UNKNOWN" | "EMULATED" | "001" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
