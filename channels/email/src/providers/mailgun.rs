//! Mailgun (Sinch) webhooks: one record a request.
//! Auth: HMAC-SHA256 over a timestamp and a token; the record itself is not covered.
//! Shape: a JSON object of `signature` and `event-data`; before 2018 a form.
//! See <https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks>.

mod form;
mod record;

use adapter::bytes::unhex;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Secret, Setup, Verified,
    lenient,
};
use event::{Channel, EventKind};
use serde::Deserialize;
use serde_json::Value;
use time::Duration;

pub(super) struct Mailgun;

const SIGNATURE: &str = "signature";

/// Mailgun tries a callback again for eight hours, and nobody says whether it signs anew.
const TOLERANCE: Duration = Duration::hours(12);

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailgun",
    title: "Mailgun",
    proof: "HMAC-SHA256 over a timestamp and a token that counts once; the record is not covered.",
    covers: Covers::Nothing,
    docs: "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks",
    steps: "Under Send > Sending > Webhooks add the callback URL for every event type, for the account or for each domain. Copy the HTTP webhook signing key, and send your own ids as user variables.",
    secrets: &[Secret::required(
        "signing_key",
        "The HTTP webhook signing key of the account, or of the parent account.",
    )],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Mailgun {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("signing_key")?;
        let signed = Signed::of(callback)?;
        let message: [&[u8]; 2] = [signed.timestamp.as_bytes(), signed.token.as_bytes()];
        let made = |tag: &String| {
            let tag = unhex(tag).ok_or(Refusal::Mismatch(SIGNATURE))?;
            proof::hmac_sha256(keys, &message, &tag, SIGNATURE)
        };
        let by_parent = || signed.parent.as_ref().and_then(|tag| made(tag).ok());
        let proof = made(&signed.signature).or_else(|error| by_parent().ok_or(error))?;
        proof::near_seconds(&signed.timestamp, callback, TOLERANCE, "timestamp")?;
        // Both together: where one ends and the other begins is not signed.
        let token = format!("{}{}", signed.timestamp, signed.token);
        Ok(proof.counting_once(&token, &callback.body))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body = verified.body();
        let data = if is_form(verified.callback()) {
            form::as_record(&Fields::of_form(body))
        } else {
            let mut body: Value = serde_json::from_slice(body)?;
            let data = body.get_mut("event-data").map(Value::take);
            data.ok_or_else(|| Malformed("no event-data".to_owned()))?
        };
        Ok(record::event(&data).into())
    }
}

fn is_form(callback: &Callback) -> bool {
    callback.is("application/x-www-form-urlencoded")
}

/// What is signed, and the tags: of the account, and of its parent where it has one.
struct Signed {
    timestamp: String,
    token: String,
    signature: String,
    parent: Option<String>,
}

impl Signed {
    fn of(callback: &Callback) -> Result<Self, Refusal> {
        if is_form(callback) {
            let form = Fields::of_form(&callback.body);
            // The sender's variables come before them, and may have their names.
            Self::from(|name| form.all(name).last().map(|it| (*it).to_owned()))
        } else {
            let body = serde_json::from_slice::<Body>(&callback.body);
            let Body { signature } = body.map_err(|_| Refusal::Missing(SIGNATURE))?;
            Self::from(|name| lenient::as_text(&signature[name]))
        }
    }

    fn from(find: impl Fn(&'static str) -> Option<String>) -> Result<Self, Refusal> {
        let required = |name| find(name).ok_or(Refusal::Missing(name));
        Ok(Self {
            timestamp: required("timestamp")?,
            token: required("token")?,
            signature: required(SIGNATURE)?,
            parent: find("parent-signature"),
        })
    }
}

/// Nothing else is read before it is proven.
#[derive(Deserialize)]
struct Body {
    signature: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tag is the same wherever the timestamp is said to end, and so is the time: once in
    /// seconds, once in milliseconds.
    #[test]
    fn a_moved_border_is_no_other_token() {
        let once = |recording: &[u8]| {
            let callback = Callback::from_recording(recording).expect("a recording");
            let mut setup = Setup::default();
            let key = "mg-signing-4c7e91b0d2".into();
            setup.secrets.insert("signing_key".to_owned(), &key).expect("a text");
            let verified = adapter::verify(&Mailgun, &callback, &setup).expect("proven");
            *verified.once().expect("a token")
        };
        let kept = once(include_bytes!("../../fixtures/mailgun/border_kept.http"));
        let moved = once(include_bytes!("../../fixtures/mailgun/border_moved.http"));
        let other = once(include_bytes!("../../fixtures/mailgun/delivered.http"));
        assert_eq!(kept.token, moved.token);
        assert_ne!(kept.body, moved.body);
        assert_ne!(kept.token, other.token);
    }
}
