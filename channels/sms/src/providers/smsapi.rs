//! SMSAPI: delivery reports, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a query or a form; one report, or up to five with commas between their values.
//! See <https://www.smsapi.com/docs/#callbacks>.

use crate::{keyword, kinds};
use adapter::proof;
use adapter::{
    Answer, Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified,
    when,
};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "smsapi",
    title: "SMSAPI",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://www.smsapi.com/docs/#callbacks",
    steps: "Enter the callback URL under Settings > API callbacks (DLR) and for incoming messages. What you send as idx comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let fields = Fields::of_callback(verified.callback())?;
    let mut parsed: Parsed = match fields.first("status") {
        Some(words) => {
            words.split(',').enumerate().map(|(at, word)| tell(word, at, &fields)).collect()
        }
        None => Parsed::from(incoming(&fields, verified.setup())),
    };
    // SMSAPI goes on trying until it is told so.
    parsed.answer = Answer { content_type: "text/plain", body: "OK".to_owned() };
    Ok(parsed)
}

fn tell(word: &str, at: usize, fields: &Fields) -> Result<Event, Skipped> {
    let nth = |name: &str| {
        let value = fields.first(name)?.split(',').nth(at)?.trim();
        Some(value.to_owned()).filter(|value| !value.is_empty())
    };
    let word = word.trim();
    let report = Report {
        recipient: nth("to"),
        message_id: nth("MsgId"),
        at: nth("donedate").and_then(|date| when::of(&date.into())),
        code: Some(word.to_owned()),
        text: nth("status_name"),
        ..Report::default()
    };
    report.with("idx", nth("idx")).event(meaning(word)?, word)
}

/// SMSAPI's codes, in ours.
fn meaning(code: &str) -> Result<EventKind, Skipped> {
    Ok(match code {
        // 411: the operator failed, and SMSAPI tries again.
        "403" | "409" | "410" | "411" => EventKind::SmsProcessed,
        "404" => EventKind::SmsDelivered,
        "405" | "406" => EventKind::SmsFailed,
        "402" => EventKind::SmsExpired,
        "407" => EventKind::SmsRejected,
        // Not found, unknown, taken back by the sender.
        "401" | "408" | "412" => return Err(Skipped::known(code)),
        _ => return Err(Skipped::unknown(code)),
    })
}

/// What a contact decided by a message.
fn incoming(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let text = fields.first("sms_text").ok_or_else(|| Skipped::unknown("no status"))?;
    let report = Report {
        recipient: fields.text("sms_from"),
        message_id: fields.text("MsgId"),
        at: fields.time("sms_date"),
        ..Report::default()
    };
    report.event(keyword::decision(setup, text)?, "incoming")
}
