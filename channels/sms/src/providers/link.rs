//! LINK Mobility (and Sergel): delivery reports, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one JSON object a request.
//! See <https://www.linkmobility.com/developers/sms-api>.

use crate::{keyword, kinds};
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
    name: "link",
    title: "LINK Mobility",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://www.linkmobility.com/developers/sms-api",
    steps: "Let the support enter the callback URL for delivery reports and incoming messages on your gate, as JSON. What you send as refId comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let body: Value = serde_json::from_slice(verified.body())?;
    Ok(lenient::entries(&body).iter().map(|entry| tell(entry, verified.setup())).collect())
}

fn tell(entry: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let own = entry.get("customParameters").and_then(Value::as_object).cloned();
    let mut report = Report {
        message_id: text_at(entry, "id"),
        at: time_at(entry, "timestamp"),
        code: text_at(entry, "resultCode"),
        metadata: own.unwrap_or_default(),
        ..Report::default()
    };
    report = report.with("refId", text_at(entry, "refId"));
    if let Some(word) = report.code.clone() {
        // Who it went to is not said by all gates.
        report.recipient = text_at(entry, "destination").or(text_at(entry, "recipient"));
        // Delivered, and delivered with the bill to come, are one event.
        let kind = meaning(&word)?;
        return report.event(kind, kind.name());
    }
    report.recipient = text_at(entry, "source");
    let text = text_at(entry, "userData").ok_or_else(|| Skipped::unknown("no resultCode"))?;
    report.event(keyword::decision(setup, &text)?, "incoming")
}

/// LINK's codes, in ours. The bill does not matter here.
fn meaning(code: &str) -> Result<EventKind, Skipped> {
    Ok(match code {
        // Queued, sent, or billed and sent; the operator's bill is delayed and tried again.
        "1000" | "1005" | "1008" | "1011" | "1012" | "1013" => EventKind::SmsProcessed,
        "1001" | "1007" => EventKind::SmsDelivered,
        "1002" => EventKind::SmsExpired,
        // No operator ever said what became of it.
        "1010" => return Err(Skipped::known(code)),
        "1003" | "1004" | "1006" | "1009" | "0" | "1" | "2" | "3" | "4" | "5" | "6" | "105" => {
            EventKind::SmsFailed
        }
        // The person refused the service.
        "2103" => EventKind::SmsRejected,
        // The operator tried: no such subscriber, or barred for now or for good.
        _ if code.len() == 4 && code.starts_with("21") => EventKind::SmsFailed,
        // Refused before it was sent: set-up, format, charging.
        _ if code.len() == 3 && code.starts_with(['1', '2']) => EventKind::SmsRejected,
        _ if code.len() == 4 && code.starts_with('2') => EventKind::SmsRejected,
        _ => return Err(Skipped::unknown(code)),
    })
}
