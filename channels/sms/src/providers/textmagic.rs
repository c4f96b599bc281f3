//! Textmagic: delivery notifications, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one flat JSON object a request, or a form.
//! See <https://textmagic.com/docs/api/receive-sms>.

use crate::keyword;
use adapter::proof;
use adapter::{
    Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified, when,
};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "textmagic",
    title: "Textmagic",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://textmagic.com/docs/api/receive-sms",
    steps: "On the API page enter the callback URL for delivery notifications and for incoming messages.",
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
    let fields = Fields::of_callback(verified.callback())?;
    Ok(Parsed::from(tell(&fields, verified.setup())))
}

fn tell(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let mut report = Report {
        message_id: fields.one_of(&["id", "message_id", "messageId"]),
        at: fields.one_of(&["messageTime", "timestamp"]).and_then(|at| when::of(&at.into())),
        ..Report::default()
    };
    if let Some(word) = fields.text("status") {
        report.recipient = fields.one_of(&["receiver", "to"]);
        report.code = Some(word.clone());
        return report.event(meaning(&word)?, &word);
    }
    report.recipient = fields.one_of(&["sender", "from"]);
    let text = fields.first("text").ok_or_else(|| Skipped::unknown("neither status nor text"))?;
    report.event(keyword::decision(setup, text)?, "incoming")
}

/// Textmagic's letters, in ours.
fn meaning(letter: &str) -> Result<EventKind, Skipped> {
    Ok(match letter {
        // Queued, scheduled, sent, acknowledged, buffered.
        "q" | "s" | "r" | "a" | "b" => EventKind::SmsProcessed,
        "d" => EventKind::SmsDelivered,
        "f" | "e" => EventKind::SmsFailed,
        "j" => EventKind::SmsRejected,
        "u" => return Err(Skipped::known("unknown")),
        _ => return Err(Skipped::unknown(letter)),
    })
}
