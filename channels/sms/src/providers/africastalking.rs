//! Africa's Talking: delivery reports, messages that came in, opt-outs, subscriptions to services.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a form; none of them says when a status was reached.
//! See <https://developers.africastalking.com/docs/sms/notifications>.

use crate::{keyword, kinds};
use adapter::proof;
use adapter::{
    Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "africastalking",
    title: "Africa's Talking",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.africastalking.com/docs/sms/notifications",
    steps: "Under SMS > SMS callback URLs enter the callback URL for delivery reports, incoming messages, bulk opt-out and subscription notifications.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let fields = Fields::of_callback(verified.callback())?;
    Ok(Parsed::from(tell(&fields, verified.setup())))
}

fn tell(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let reason = fields.text("failureReason");
    let update = fields.text("updateType").map(|word| word.to_lowercase());
    let (kind, word) = if let Some(word) = fields.text("status") {
        (meaning(&word, reason.as_deref())?, word)
    } else if let Some(text) = fields.first("text") {
        (keyword::decision(setup, text)?, "incoming".to_owned())
    } else if let Some(word) = update {
        (subscription(&word)?, word)
    } else if fields.first("senderId").is_some() {
        (EventKind::SmsUnsubscribed, "opt-out".to_owned())
    } else {
        return Err(Skipped::unknown("no status"));
    };
    let report = Report {
        recipient: fields.one_of(&["phoneNumber", "from"]),
        message_id: fields.text("id"),
        at: fields.time("date"),
        code: reason,
        ..Report::default()
    };
    report.event(kind, &word)
}

/// Africa's Talking's words, in ours. Whoever is on a blacklist was not sent anything.
fn meaning(word: &str, reason: Option<&str>) -> Result<EventKind, Skipped> {
    let refused = reason.map(str::to_lowercase);
    let refused = matches!(refused.as_deref(), Some("userinblacklist" | "donotdisturbrejection"));
    Ok(match word.to_lowercase().as_str() {
        "sent" | "submitted" | "buffered" => EventKind::SmsProcessed,
        "success" | "delivered" => EventKind::SmsDelivered,
        "failed" | "rejected" if refused => EventKind::SmsRejected,
        "rejected" => EventKind::SmsRejected,
        "failed" | "absentsubscriber" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        _ => return Err(Skipped::unknown(word)),
    })
}

/// A subscription to a premium service.
fn subscription(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "addition" => EventKind::SmsSubscribed,
        "deletion" => EventKind::SmsUnsubscribed,
        _ => return Err(Skipped::unknown(word)),
    })
}
