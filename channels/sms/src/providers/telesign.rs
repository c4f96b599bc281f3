//! Telesign: delivery reports.
//! Auth: HMAC-SHA256 over the raw body where the source has the API key, else the callback's address.
//! Shape: one JSON object a request, without recipient.
//! See <https://developer.telesign.com/enterprise/docs/sms-callback-service>.

use crate::kinds;
use adapter::bytes::unbase64;
use adapter::check;
use adapter::lenient::{text_at, time_at};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Report, Secret, Setup, Skipped,
    Verified, lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) struct Telesign;

const SIGNATURE: &str = "x-ts-authorization";
const AUTHORIZATION: &str = "authorization";

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "telesign",
    title: "Telesign",
    proof: "An HMAC-SHA256 over the body; without the secret, the secret address.",
    covers: Covers::Bytes,
    docs: "https://developer.telesign.com/enterprise/docs/sms-callback-service",
    steps: "Let the support enter the callback URL, or give it with each message as callback_url. No recipient is reported: keep the reference_id of each message you send.",
    secrets: &[Secret::optional(
        "api_key",
        "The API key of the account, in base 64; with it, what is not signed is refused.",
    )
    .formed(check::base64)],
    settings: &[],
    kinds: kinds::STATUSES,
};

impl Adapter for Telesign {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let Some(keys) = setup.secrets.find("api_key") else {
            return Ok(proof::address(callback));
        };
        let keys: Vec<_> = keys.iter().filter_map(|key| unbase64(key)).collect();
        // The same stands in both, behind `TSA`, the customer's id and a colon.
        let given = [SIGNATURE, AUTHORIZATION].iter().find_map(|it| callback.find_header(it));
        let given = given.ok_or(Refusal::Missing(SIGNATURE))?;
        let tag = given.rsplit([':', ' ']).next().and_then(unbase64);
        let tag = tag.ok_or(Refusal::Mismatch(SIGNATURE))?;
        proof::hmac_sha256(&keys, &[&callback.body], &tag, SIGNATURE)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        Ok(Parsed::from(tell(&lenient::object(verified.body())?)))
    }
}

fn tell(said: &Value) -> Result<Event, Skipped> {
    let status = &said["status"];
    // Of several channels, the one that was tried last.
    let channel = text_at(status, "last_channel").or(text_at(said, "sub_resource"));
    if channel.is_some_and(|it| !matches!(it.to_lowercase().as_str(), "sms" | "mms")) {
        return Err(Skipped::known("not an SMS"));
    }
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
        "200" | "3000" => EventKind::SmsDelivered,
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
