//! SMS.to: delivery reports.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a form or one flat JSON object a request, without the time of what happened.
//! See <https://developers.sms.to/>.

use crate::kinds;
use adapter::proof;
use adapter::{Covers, Facts, Fields, Malformed, Parsed, Report, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "smsto",
    title: "SMS.to",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.sms.to/",
    steps: "Give the callback URL as callback_url with each message you send, or enter it under API > Webhooks.",
    secrets: &[],
    settings: &[],
    kinds: kinds::STATUSES,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    Ok(Parsed::from(tell(&Fields::of_callback(verified.callback())?)))
}

fn tell(fields: &Fields) -> Result<Event, Skipped> {
    let word = fields.text("status").ok_or_else(|| Skipped::unknown("no status"))?;
    let report = Report {
        recipient: fields.one_of(&["phone", "to"]),
        message_id: fields.one_of(&["messageId", "message_id"]),
        ..Report::default()
    };
    let word = word.to_uppercase();
    report.with("trackingId", fields.text("trackingId")).event(meaning(&word)?, &word)
}

/// SMS.to's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "QUEUED" | "ONGOING" | "SCHEDULED" | "SENT" => EventKind::SmsProcessed,
        "DELIVERED" => EventKind::SmsDelivered,
        "FAILED" | "UNDELIVERED" => EventKind::SmsFailed,
        "EXPIRED" => EventKind::SmsExpired,
        "REJECTED" => EventKind::SmsRejected,
        "UNKNOWN" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
