//! Brevo: its transactional SMS.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one flat JSON object a request; `date` is told by a clock in Paris, `ts_event` is exact.
//! See <https://developers.brevo.com/docs/transactional-webhooks>.

use crate::keyword;
use adapter::proof;
use adapter::{
    Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified,
};
use event::{Channel, Event, EventKind, Group};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "brevo",
    title: "Brevo SMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.brevo.com/docs/transactional-webhooks",
    steps: "Give the callback URL as webUrl with each message you send, or make a webhook of type sms. Tags of a message come back as metadata.",
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
    let word = fields.one_of(&["msg_status", "event"]).unwrap_or_else(|| "no status".to_owned());
    let word = word.to_lowercase();
    let kind = match word.as_str() {
        "replied" | "reply" => {
            let text = fields.one_of(&["reply", "text", "content", "message"]);
            keyword::decision(setup, &text.unwrap_or_default())?
        }
        word => meaning(word)?,
    };
    let report = Report {
        recipient: fields.one_of(&["to", "mobile"]),
        message_id: fields.text("messageId"),
        at: fields.time("ts_event"),
        code: fields.text("error_code"),
        text: fields.text("description"),
        ..Report::default()
    };
    let report = report.with("reference", fields.text("reference"));
    let mut event = report.with("tag", fields.text("tag")).event(kind, &word)?;
    // A message may be answered more than once.
    event.event_id = event.event_id.filter(|_| kind.group() == Group::MessageStatus);
    Ok(event)
}

/// Brevo's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "sent" | "accepted" | "requests" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "soft_bounce" | "softbounces" | "hard_bounce" | "hardbounces" => EventKind::SmsFailed,
        "rejected" | "blacklisted" | "blocked" | "skip" | "skipped" => EventKind::SmsRejected,
        "unsubscribe" | "unsubscribed" => EventKind::SmsUnsubscribed,
        "subscribe" | "subscribed" => EventKind::SmsSubscribed,
        _ => return Err(Skipped::unknown(word)),
    })
}
