//! BulkSMS: status reports, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, messages in a list; addresses, texts and states alone or in objects.
//! See <https://www.bulksms.com/developer/webhooks/>.

use crate::{keyword, kinds};
use adapter::lenient::{as_text, text_at, time_at};
use adapter::proof;
use adapter::{
    Covers, Facts, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified, lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "bulksms",
    title: "BulkSMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://www.bulksms.com/developer/webhooks/",
    steps: "Under Settings > Advanced > Webhooks add two webhooks with the callback URL, one for sent and one for received messages. What you send as userSuppliedId comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let body: Value = serde_json::from_slice(verified.body())?;
    let event = verified.callback().find_header("x-bulksms-event");
    let came_in = event == Some("incoming-message");
    let tell = |entry: &Value| tell(entry, came_in, verified.setup());
    Ok(lenient::entries(&body).iter().map(tell).collect())
}

fn tell(entry: &Value, came_in: bool, setup: &Setup) -> Result<Event, Skipped> {
    let status = &entry["status"];
    let came_in = came_in || text_at(entry, "type").as_deref() == Some("RECEIVED");
    let word = text_at(status, "type").or(text_at(status, "condition"));
    let word = word.unwrap_or_else(|| "no status".to_owned());
    let cause = text_at(status, "subtype").or(text_at(status, "cause"));
    let kind = if came_in {
        let text = alone_or(&entry["body"], "value").unwrap_or_default();
        keyword::decision(setup, &text)?
    } else {
        meaning(&word, cause.as_deref())?
    };
    let report = Report {
        recipient: alone_or(&entry[if came_in { "from" } else { "to" }], "address"),
        message_id: text_at(entry, "id"),
        at: time_at(status, "date").or(time_at(&entry["submission"], "date").filter(|_| came_in)),
        code: cause,
        ..Report::default()
    };
    let word = if came_in { "incoming" } else { &word };
    report.with("userSuppliedId", text_at(entry, "userSuppliedId")).event(kind, word)
}

fn alone_or(value: &Value, key: &str) -> Option<String> {
    as_text(value).or_else(|| text_at(value, key))
}

/// BulkSMS's words, in ours.
fn meaning(word: &str, cause: Option<&str>) -> Result<EventKind, Skipped> {
    Ok(match (word, cause) {
        ("ACCEPTED" | "SCHEDULED" | "SENT", _) => EventKind::SmsProcessed,
        ("DELIVERED", _) => EventKind::SmsDelivered,
        ("FAILED", Some("EXPIRED")) | ("EXPIRED", _) => EventKind::SmsExpired,
        // It never left BulkSMS: no credit, no route, or the contact is blocked.
        ("FAILED", Some("NOT_SENT" | "BLOCKED")) | ("REJECTED", _) => EventKind::SmsRejected,
        ("FAILED", _) => EventKind::SmsFailed,
        ("UNKNOWN", _) => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
