//! MessageBird (Bird): status reports of messages, and messages that came in.
//! Auth: a JSON Web Token in a header, which names the SHA-256 of the URL and of the body; Bird's, an HMAC-SHA256 over both.
//! Shape: the query of a GET; a form or a flat JSON object where it is posted; Bird's, an event with its payload.
//! See <https://developers.messagebird.com/api/sms-messaging/#handle-a-status-report>.

mod bird;

use crate::{keyword, kinds};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Secret, Setup,
    Skipped, Verified,
};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) struct MessageBird;

const TOKEN: &str = "messagebird-signature-jwt";

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "messagebird",
    title: "MessageBird and Bird",
    proof: "A JSON Web Token that counts for a minute and names the SHA-256 of the URL and of the body; Bird's, an HMAC-SHA256 over both and the time.",
    covers: Covers::Bytes,
    docs: "https://developers.messagebird.com/api/sms-messaging/#handle-a-status-report",
    steps: "MessageBird: under Developers > API settings enter the callback URL for SMS status reports, and give each message a reference: without one nothing is reported. It comes back as metadata. Bird: subscribe it to sms.outbound and sms.inbound of the service channels, with a signing key of your own.",
    secrets: &[Secret::required(
        "signing_key",
        "The signing key, under Developers > API settings; of Bird, that of the webhook subscription.",
    )],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for MessageBird {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("signing_key")?;
        if callback.find_header(TOKEN).is_none() && bird::signs(callback) {
            return bird::verify(callback, keys);
        }
        let token = callback.header(TOKEN)?;
        let (proof, claims) = proof::json_web_token(token, callback, keys, TOKEN)?;
        if claims.text("iss") != Some("MessageBird") || claims.time("exp").is_none() {
            return Err(Refusal::Mismatch(TOKEN));
        }
        claims.has_sha256("url_hash", callback.url.as_bytes())?;
        if !callback.body.is_empty() {
            claims.has_sha256("payload_hash", &callback.body)?;
        }
        Ok(proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let said = serde_json::from_slice(verified.body()).unwrap_or(Value::Null);
        if said["payload"].is_object() {
            return Ok(bird::read(&said, verified.setup()));
        }
        let fields = Fields::of_callback(verified.callback())?;
        Ok(Parsed::from(match fields.first("status") {
            Some(word) => report(&word.to_lowercase(), &fields),
            None => incoming(&fields, verified.setup()),
        }))
    }
}

fn report(word: &str, fields: &Fields) -> Result<Event, Skipped> {
    let why = fields.text("statusReason");
    let kind = meaning(word, why.as_deref())?;
    let report = Report {
        recipient: fields.text("recipient"),
        message_id: fields.text("id"),
        at: fields.time("statusDatetime"),
        code: fields.text("statusErrorCode"),
        text: why,
        ..Report::default()
    };
    report.with("reference", fields.text("reference")).event(kind, word)
}

/// MessageBird's words, in ours.
fn meaning(word: &str, why: Option<&str>) -> Result<EventKind, Skipped> {
    Ok(match word {
        "scheduled" | "sent" | "buffered" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "expired" => EventKind::SmsExpired,
        // The one reason of its own for which MessageBird does not even try.
        "delivery_failed" if why.is_some_and(|why| why.eq_ignore_ascii_case("opted out")) => {
            EventKind::SmsRejected
        }
        "delivery_failed" => EventKind::SmsFailed,
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What a contact decided by a message.
fn incoming(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let body = fields.one_of(&["body", "payload", "message"]);
    let (Some(contact), Some(body)) = (fields.text("originator"), body) else {
        return Err(Skipped::unknown("no status"));
    };
    let report = Report {
        recipient: Some(contact),
        message_id: fields.text("id"),
        at: fields.time("createdDatetime"),
        ..Report::default()
    };
    report.event(keyword::decision(setup, &body)?, "inbound")
}
