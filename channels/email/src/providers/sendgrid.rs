//! SendGrid (Twilio) event webhook.
//! Auth: ECDSA on P-256 over the timestamp header and the raw body, which ends in CRLF.
//! Shape: a JSON array of flat events; the sender's custom arguments lie among the fields.
//! See <https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event>.

mod record;

use adapter::bytes::unbase64;
use adapter::check;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::Value;
use time::Duration;

pub(super) struct SendGrid;

const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// SendGrid tries a callback again for 24 hours, copies have been seen after 29, and nobody says
/// whether a repeat is signed anew. A copy that is replayed within that time is a repeat by its
/// event ids, so that the width costs nothing.
const TOLERANCE: Duration = Duration::days(2);

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "sendgrid",
    title: "SendGrid",
    proof: "An ECDSA signature over the timestamp header and the body.",
    covers: Covers::Bytes,
    docs: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event",
    steps: "Under Settings > Mail Settings > Event Webhooks add the callback URL and choose every event. Turn the signature verification on, save, and copy the verification key.",
    secrets: &[Secret::required(
        "public_key",
        "The verification key of the event webhook: base 64, beginning with MFkw.",
    )
    .formed(check::p256_key)],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for SendGrid {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("public_key")?;
        let signed_at = callback.header(TIMESTAMP)?;
        let signature = callback.base64_header(SIGNATURE)?;
        let keys: Vec<_> = keys.iter().filter_map(|key| unbase64(key)).collect();
        let message = [signed_at.as_bytes(), &callback.body[..]].concat();
        let proof = proof::ecdsa_p256_sha256(&keys, &message, &signature, SIGNATURE)?;
        proof::near_seconds(signed_at, callback, TOLERANCE, TIMESTAMP)?;
        Ok(proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let entries: Vec<Value> = serde_json::from_slice(verified.body())?;
        Ok(entries.iter().map(record::event).collect())
    }
}
