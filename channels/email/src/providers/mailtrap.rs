//! Mailtrap webhooks: batches of events.
//! Auth: HMAC-SHA256 over the raw body.
//! Shape: a JSON object with the list `events`, or JSON Lines.
//! See <https://docs.mailtrap.io/email-api-smtp/advanced/webhooks>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Skipped, Verified,
};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct Mailtrap;

const SIGNATURE: &str = "mailtrap-signature";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailtrap",
    title: "Mailtrap",
    proof: "HMAC-SHA256 over the body.",
    covers: Covers::Bytes,
    docs: "https://docs.mailtrap.io/email-api-smtp/advanced/webhooks",
    steps: "Under Sending > Webhooks add the callback URL for the domain and stream, choose every event and copy the signature secret. Send your own ids as custom variables.",
    secrets: &[Secret::required("signing_secret", "The signature secret of the webhook.")],
    settings: &[],
    kinds: &[
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Mailtrap {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("signing_secret")?;
        let tag = callback.hex_header(SIGNATURE)?;
        proof::hmac_sha256(keys, &[&callback.body], &tag, SIGNATURE)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let read = |entry: Option<Value>| match entry {
            Some(entry) => record::event(&entry),
            None => Err(Skipped::unknown("no JSON")),
        };
        Ok(entries(verified.body())?.into_iter().map(read).collect())
    }
}

/// The entries of a list, or each line by itself; none for a line that is no JSON.
fn entries(body: &[u8]) -> Result<Vec<Option<Value>>, Malformed> {
    let one = match serde_json::from_slice(body) {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(mut object)) => match object.remove("events") {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(object)],
        },
        Ok(_) => return Err(Malformed("no events".to_owned())),
        Err(error) => {
            let lines =
                body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            let lines: Vec<_> = lines.map(|line| serde_json::from_slice(line).ok()).collect();
            return if lines.len() > 1 { Ok(lines) } else { Err(error.into()) };
        }
    };
    Ok(one.into_iter().map(Some).collect())
}
