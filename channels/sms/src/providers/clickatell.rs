//! Clickatell: message statuses and replies, of its SMS platform, its One API and its API before them.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a query, a form or a flat JSON object; of One API, JSON with lists under `event`.
//! See <https://docs.clickatell.com/channels/one-api/one-api-message-status-table/>.

use crate::{keyword, kinds};
use adapter::proof;
use adapter::{
    Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified, lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

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

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
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
    if let Some(word) = fields.one_of(&["status", "statusCode", "messageStatus"]) {
        report.recipient = fields.text("to");
        report.text = fields.one_of(&["statusDescription", "statusDesc", "description"]);
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

/// Clickatell's words, in ours: of One API and of the platform. Their codes number other things;
/// only words come alone.
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
        | "RECEIVED_BY_GATEWAY" => EventKind::SmsProcessed,
        "DEVICE_ACK" | "RECEIVED_BY_RECIPIENT" | "DELIVERED" => EventKind::SmsDelivered,
        "EXPIRED" | "MESSAGE_EXPIRED" => EventKind::SmsExpired,
        "INSUFFICIENT_ACCOUNT_BALANCE"
        | "OUT_OF_CREDIT"
        | "MAXIMUM_MT_LIMIT_EXCEEDED"
        | "ENCRYPTION_ACCESS_DENIED"
        | "ENCRYPTION_CONTENT_ERROR" => EventKind::SmsRejected,
        _ if ["STOPPED_", "VOLUME_LIMIT"].iter().any(|it| word.starts_with(it)) => {
            EventKind::SmsRejected
        }
        _ if word.contains("CANCELLED") => EventKind::SmsRejected,
        "RECIPIENT_DOES_NOT_EXIST" | "DELIVERY_FAILURE" | "FAILED" => EventKind::SmsFailed,
        _ if word.contains("ERROR") => EventKind::SmsFailed,
        "READ" | "UNKNOWN" | "EMULATED" => return Err(Skipped::known(word)),
        _ => return before(word),
    })
}

/// The numbers of the API before them.
fn before(number: &str) -> Result<EventKind, Skipped> {
    Ok(match number {
        "002" | "003" | "008" | "011" => EventKind::SmsProcessed,
        "004" => EventKind::SmsDelivered,
        "005" | "007" | "009" => EventKind::SmsFailed,
        "006" | "012" | "013" | "014" => EventKind::SmsRejected,
        "010" => EventKind::SmsExpired,
        "001" => return Err(Skipped::known(number)),
        _ => return Err(Skipped::unknown(number)),
    })
}
