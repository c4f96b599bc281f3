//! SMSBOX: delivery reports, and answers.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: the query of a GET.
//! See <https://docs.smsbox.dev/sms>.

use crate::keyword;
use adapter::proof;
use adapter::{
    Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "smsbox",
    title: "SMSBOX",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://docs.smsbox.dev/sms",
    steps: "In the API settings enter the callback URL for delivery reports and for answers.",
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
    let report = Report {
        recipient: fields.text("numero"),
        message_id: fields.text("reference"),
        at: fields.time("ts"),
        code: fields.text("accuse"),
        ..Report::default()
    };
    if let Some(code) = report.code.clone() {
        return report.event(meaning(&code)?, &code);
    }
    let text = fields.one_of(&["reponse", "message", "msg", "texte"]);
    let text = text.ok_or_else(|| Skipped::unknown("no accuse"))?;
    let mut event = report.event(keyword::decision(setup, &text)?, "reponse")?;
    // The reference is that of the message answered, and there may be several answers to one.
    event.event_id = None;
    Ok(event)
}

/// SMSBOX's codes, in ours: not yet handled, handed on, received, rejected; all others say why it
/// did not arrive.
fn meaning(code: &str) -> Result<EventKind, Skipped> {
    Ok(match code {
        "-1" | "9" | "10" => EventKind::SmsProcessed,
        "0" => EventKind::SmsDelivered,
        "2" => EventKind::SmsRejected,
        "-3" | "1" | "3" | "4" | "5" | "6" | "7" | "8" => EventKind::SmsFailed,
        _ => return Err(Skipped::unknown(code)),
    })
}
