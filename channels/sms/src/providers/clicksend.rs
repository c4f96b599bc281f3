//! ClickSend: delivery receipts, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a form, a query or a flat JSON object, as the rule says.
//! See <https://developers.clicksend.com/docs/messaging/sms/other/delivery-receipts>.

use crate::keyword;
use adapter::proof;
use adapter::{
    Covers, Facts, Fields, Malformed, Parsed, Report, Setup, Skipped, Unsigned, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "clicksend",
    title: "ClickSend",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.clicksend.com/docs/messaging/sms/other/delivery-receipts",
    steps: "Under SMS > Settings add the callback URL as URL of a delivery receipt rule and of an inbound rule. What you send as custom_string comes back as metadata.",
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
    Ok(Parsed::from(tell(&fields, verified.setup())))
}

fn tell(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    if fields.first("message_type").is_some_and(|it| !matches!(it, "sms" | "mms")) {
        return Err(Skipped::known("not an SMS"));
    }
    let mut report = Report {
        message_id: fields.one_of(&["message_id", "messageid"]),
        at: fields.time("timestamp"),
        ..Report::default()
    };
    report = report.with("custom_string", fields.text("custom_string"));
    if let Some(word) = fields.one_of(&["status_code", "status"]) {
        report.recipient = fields.text("to");
        report.code = fields.text("error_code").or_else(|| Some(word.clone()));
        report.text = fields.one_of(&["error_text", "status_text"]);
        return report.event(meaning(&word.to_lowercase())?, &word);
    }
    report.recipient = fields.text("from");
    let text = fields.one_of(&["body", "message", "sms", "text", "original_body"]);
    let text = text.ok_or_else(|| Skipped::unknown("neither status nor text"))?;
    report.event(keyword::decision(setup, &text)?, "incoming")
}

/// ClickSend's codes and words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        // 300: the network failed for now, and ClickSend goes on trying.
        "200" | "300" | "queued" | "sent" | "success" | "scheduled" => EventKind::SmsProcessed,
        "201" | "delivered" => EventKind::SmsDelivered,
        "301" | "302" | "undelivered" | "failed" => EventKind::SmsFailed,
        "cancelled" | "unknown" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
