//! Telesign: delivery reports.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one JSON object a request, without recipient.
//! See <https://developer.telesign.com/enterprise/docs/sms-callback-service>.

use crate::kinds;
use adapter::lenient::{text_at, time_at};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Report, Skipped, Unsigned, Verified, lenient};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "telesign",
    title: "Telesign",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developer.telesign.com/enterprise/docs/sms-callback-service",
    steps: "Let the support enter the callback URL, or give it with each message as callback_url. No recipient is reported: keep the reference_id of each message you send.",
    secrets: &[],
    settings: &[],
    kinds: kinds::STATUSES,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    Ok(Parsed::from(tell(&lenient::object(verified.body())?)))
}

fn tell(said: &Value) -> Result<Event, Skipped> {
    let resource = text_at(said, "sub_resource").map(|it| it.to_lowercase());
    if resource.is_some_and(|it| !matches!(it.as_str(), "sms" | "mms")) {
        return Err(Skipped::known("not an SMS"));
    }
    let status = &said["status"];
    let code = text_at(status, "code").ok_or_else(|| Skipped::unknown("no status"))?;
    let report = Report {
        recipient: text_at(said, "phone_number"),
        message_id: text_at(said, "reference_id"),
        at: time_at(status, "updated_on"),
        code: Some(code.clone()),
        text: text_at(status, "description"),
        ..Report::default()
    };
    report.with("external_id", text_at(said, "external_id")).event(meaning(&code)?, &code)
}

/// Telesign's codes, in ours.
fn meaning(code: &str) -> Result<EventKind, Skipped> {
    Ok(match code {
        // Delivered to the gateway; in progress, queued and delayed.
        "203" | "290" | "291" | "292" | "293" | "294" | "295" => EventKind::SmsProcessed,
        "200" => EventKind::SmsDelivered,
        "207" | "210" | "211" | "220" | "222" | "287" | "288" => EventKind::SmsFailed,
        "221" => EventKind::SmsExpired,
        // Blocked by the customer, by Telesign or by the person; nothing was attempted.
        "224" | "225" | "229" | "230" | "231" | "233" | "234" | "237" | "238" | "286" | "500"
        | "501" | "502" | "503" | "504" | "505" | "506" | "507" | "508" | "509" | "510" | "511"
        | "512" | "513" | "514" | "515" | "517" | "520" | "521" => EventKind::SmsRejected,
        // The final status is unknown, or cannot be told.
        "250" | "599" => return Err(Skipped::known(code)),
        _ => return Err(Skipped::unknown(code)),
    })
}
