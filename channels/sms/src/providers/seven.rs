//! seven: status changes of messages, and messages that came in.
//! Auth: HMAC-SHA256 over time, nonce, method, URL and the MD5 of the body, where the source has the key.
//! Shape: JSON, a form or a query, with what happened under `data`. Times of a status are local.
//! See <https://docs.seven.io/en/rest-api/webhooks>.

use crate::{keyword, kinds, url};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Secret, Setup,
    Skipped, Verified, when,
};
use event::{Channel, Event, EventKind};
use time::Duration;

pub(super) struct Seven;

const SIGNATURE: &str = "x-signature";
const TIMESTAMP: &str = "x-timestamp";
const NONCE: &str = "x-nonce";
/// How far the signed time may be from that of arrival. seven goes on trying for three days and a
/// half, and does not say whether it signs each time anew.
const TOLERANCE: Duration = Duration::days(4);

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "seven",
    title: "seven",
    proof: "An HMAC-SHA256 over the time, a nonce, the URL and the MD5 of the body; without the secret, the secret address.",
    covers: Covers::Bytes,
    docs: "https://docs.seven.io/en/rest-api/webhooks",
    steps: "Under Developer > Webhooks add webhooks with the callback URL for dlr and sms_mo. The signing key is in the API settings.",
    secrets: &[Secret::optional(
        "signing_key",
        "The signing key of the account; with it, what is not signed is refused.",
    )],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for Seven {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let Some(keys) = setup.secrets.find("signing_key") else {
            return Ok(proof::address(callback));
        };
        let (timestamp, nonce) = (callback.header(TIMESTAMP)?, callback.header(NONCE)?);
        let tag = callback.hex_header(SIGNATURE)?;
        let body = proof::md5_hex(&callback.body);
        for url in url::spellings(&callback.url) {
            let lines = [timestamp, nonce, callback.method.as_str(), &url, &body].join("\n");
            if let Ok(proof) = proof::hmac_sha256(keys, &[lines.as_bytes()], &tag, SIGNATURE) {
                proof::near_seconds(timestamp, callback, TOLERANCE, TIMESTAMP)?;
                return Ok(proof);
            }
        }
        Err(Refusal::Mismatch(SIGNATURE))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let fields = Fields::of_nested(verified.callback())?;
        Ok(Parsed::from(tell(&fields, verified.setup())))
    }
}

fn tell(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let name = fields.text("webhook_event");
    let inside = |name: &str| fields.one_of(&[&format!("data[{name}]"), name]);
    let mut report = Report {
        // Only this time names its zone.
        at: fields.first("webhook_timestamp").and_then(when::zoned),
        ..Report::default()
    };
    match name.as_deref() {
        Some("dlr") | None => {
            let word = inside("status").ok_or_else(|| Skipped::unknown("no status"))?;
            report.message_id = inside("msg_id");
            report.recipient = inside("to").or(inside("recipient"));
            report.code = inside("err");
            report.event(meaning(&word.to_uppercase())?, &word)
        }
        Some("sms_mo") => {
            report.at = fields.time("data[time]").or(report.at);
            report.message_id = inside("id");
            report.recipient = inside("sender");
            let kind = keyword::decision(setup, &inside("text").unwrap_or_default())?;
            report.event(kind, "sms_mo")
        }
        Some(other) if other.starts_with("voice") || other.starts_with("rcs") => {
            Err(Skipped::known(other))
        }
        Some(other) => Err(Skipped::unknown(other)),
    }
}

/// seven's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "ACCEPTED" | "BUFFERED" | "TRANSMITTED" => EventKind::SmsProcessed,
        "DELIVERED" => EventKind::SmsDelivered,
        "NOTDELIVERED" | "FAILED" => EventKind::SmsFailed,
        "EXPIRED" => EventKind::SmsExpired,
        "REJECTED" => EventKind::SmsRejected,
        "UNKNOWN" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
