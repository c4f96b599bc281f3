//! 46elks: delivery reports, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a form; a report names the message alone, and a time only of its delivery.
//! See <https://46elks.com/docs/sms-delivery-reports>.

use crate::{keyword, own};
use adapter::proof;
use adapter::{
    Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

/// What 46elks itself writes, where it is called by GET.
const THEIRS: [&str; 9] =
    ["created", "delivered", "direction", "from", "id", "image", "message", "status", "to"];

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "46elks",
    title: "46elks",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://46elks.com/docs/sms-delivery-reports",
    steps: "Give the callback URL as whendelivered with each message you send, and as sms_url of your numbers. Append your own ids as query parameters: they come back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: &[
        EventKind::SmsProcessed,
        EventKind::SmsDelivered,
        EventKind::SmsFailed,
        EventKind::SmsSubscribed,
        EventKind::SmsUnsubscribed,
    ],
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let fields = Fields::of_callback(verified.callback())?;
    let query = Fields::of_form(verified.callback().query().as_bytes());
    Ok(Parsed::from(tell(&fields, &query, verified.setup())))
}

fn tell(fields: &Fields, query: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let (word, kind) = match fields.text("status") {
        Some(word) => (word.to_lowercase(), meaning(&word.to_lowercase())?),
        None => ("incoming".to_owned(), decision(fields, setup)?),
    };
    // A report names no number; of a message that came in, it is the sender's.
    let incoming = word == "incoming";
    let report = Report {
        recipient: fields.text(if incoming { "from" } else { "to" }),
        message_id: fields.text("id"),
        at: fields.time("delivered").or(fields.time("created").filter(|_| incoming)),
        metadata: own::parameters(query, &THEIRS),
        ..Report::default()
    };
    report.event(kind, &word)
}

/// 46elks' words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "created" | "sent" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "failed" => EventKind::SmsFailed,
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What a contact decided by a message.
fn decision(fields: &Fields, setup: &Setup) -> Result<EventKind, Skipped> {
    let text =
        fields.first("message").ok_or_else(|| Skipped::unknown("neither status nor message"))?;
    keyword::decision(setup, text)
}
