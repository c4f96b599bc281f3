//! ZeptoMail (Zoho) webhooks: one kind of event a request.
//! Auth: HMAC-SHA256 over the JSON text, which may be the value of a form.
//! Shape: a JSON object of `event_name` and `event_message`, in which almost everything is now a list, now not.
//! See <https://www.zoho.com/zeptomail/help/webhooks.html>.

mod record;

use adapter::bytes::unbase64;
use adapter::lenient::entries;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};
use std::borrow::Cow;

pub(super) struct ZeptoMail;

const SIGNATURE: &str = "producer-signature";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "zeptomail",
    title: "ZeptoMail",
    proof: "HMAC-SHA256 over the JSON text.",
    covers: Covers::Values,
    docs: "https://www.zoho.com/zeptomail/help/webhooks.html",
    steps: "Open the Mail Agent, add the callback URL under Webhooks, choose every event and copy the authentication key. Send your own id as the client reference of the message.",
    secrets: &[Secret::required("signing_secret", "The authentication key of the webhook.")],
    settings: &[],
    kinds: &[
        EventKind::EmailDelivered,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for ZeptoMail {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("signing_secret")?;
        let (sent_at, tag) = signature(callback.header(SIGNATURE)?)?;
        let payload = payload(&callback.body);
        // The documentation says now this, now that. The time is no proof of age without it.
        let alone = proof::hmac_sha256(keys, &[payload.as_bytes()], &tag, SIGNATURE);
        let timed: [&[u8]; 2] = [sent_at.as_bytes(), payload.as_bytes()];
        alone.or_else(|_| proof::hmac_sha256(keys, &timed, &tag, SIGNATURE))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_str(&payload(verified.body()))?;
        let body = Value::Object(body);
        let word = entries(&body["event_name"]).first().and_then(Value::as_str);
        let messages = entries(&body["event_message"]).iter();
        let events = messages.flat_map(|it| record::events(word.unwrap_or("no event_name"), it));
        let parsed: Parsed = events.collect();
        // Every level is a list, and any of them may be empty.
        let nothing = parsed == Parsed::control();
        if nothing { Err(Malformed("no event_message".to_owned())) } else { Ok(parsed) }
    }
}

/// The JSON text: the body, or the first value of the form that it is.
fn payload(body: &[u8]) -> Cow<'_, str> {
    if body.trim_ascii_start().starts_with(b"{") {
        return String::from_utf8_lossy(body);
    }
    let form = Fields::of_form(body);
    Cow::Owned(form.pairs().next().map(|(_, value)| value.to_owned()).unwrap_or_default())
}

/// `ts=<milliseconds>;s=<base 64, encoded for a URL>;s-algorithm=HmacSHA256`.
fn signature(header: &str) -> Result<(String, Vec<u8>), Refusal> {
    // Pairs that are encoded as in a form, but for the sign between them.
    let form = Fields::of_form(header.replace("; ", ";").replace(';', "&").as_bytes());
    let tag = form.first("s").and_then(|tag| unbase64(&tag.replace(' ', "+")));
    let tag = tag.filter(|tag| !tag.is_empty()).ok_or(Refusal::Mismatch(SIGNATURE))?;
    Ok((form.first("ts").unwrap_or_default().to_owned(), tag))
}
