//! SMTP2GO: its text messages, and who opted out of them.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a form or a JSON object of flat keys, one notification a request, as of its mail.
//! See <https://developers.smtp2go.com/docs/webhooks-overview>.

use adapter::proof;
use adapter::{Covers, Facts, Fields, Malformed, Parsed, Report, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "smtp2go",
    title: "SMTP2GO SMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.smtp2go.com/docs/webhooks-overview",
    steps: "Under Settings > Webhooks add a webhook with the callback URL, choose JSON or form and every SMS event.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::SmsProcessed,
        EventKind::SmsDelivered,
        EventKind::SmsFailed,
        EventKind::SmsRejected,
        EventKind::SmsUnsubscribed,
    ],
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let fields = Fields::of_callback(verified.callback())?;
    let word = fields.first("event").ok_or_else(|| Malformed("no event".to_owned()))?;
    let word = word.to_lowercase();
    Ok(Parsed::from(meaning(&word).and_then(|kind| tell(kind, &word, &fields))))
}

fn tell(kind: EventKind, word: &str, fields: &Fields) -> Result<Event, Skipped> {
    let times = ["received_timestamp", "submitted_timestamp"];
    // Mostly the event's own word once more.
    let code = fields.text("status_code");
    let report = Report {
        recipient: fields.text("destination_number"),
        message_id: fields.text("message_id"),
        at: times.iter().find_map(|name| fields.time(name)),
        code: code.filter(|code| !word.ends_with(&code.to_lowercase())),
        ..Report::default()
    };
    let mut event = report.event(kind, word)?;
    event.event_id = fields.text("id");
    Ok(event)
}

/// SMTP2GO's words, in ours: as documented, and as sent.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "sms_sending" | "sms_submitted" => EventKind::SmsProcessed,
        "sms_delivered" => EventKind::SmsDelivered,
        "sms_failed" => EventKind::SmsFailed,
        "sms_rejected" => EventKind::SmsRejected,
        "opt-out" | "opt_out" | "sms_opt_out" => EventKind::SmsUnsubscribed,
        // Its mail comes to the same address where the webhook includes it.
        "processed" | "delivered" | "bounce" | "bounced" | "open" | "opened" | "click"
        | "clicked" | "spam" | "spam_complaint" | "unsubscribe" | "unsubscribed"
        | "resubscribe" | "resubscribed" | "reject" | "rejected" => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}
