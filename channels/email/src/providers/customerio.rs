//! Customer.io reporting webhooks: one event a request.
//! Auth: HMAC-SHA256 over a version, a timestamp and the raw body.
//! Shape: a JSON object of `object_type`, `metric`, `timestamp`, `event_id` and `data`.
//! See <https://docs.customer.io/journeys/webhooks/>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};
use time::Duration;

pub(super) struct CustomerIo;

const SIGNATURE: &str = "x-cio-signature";
const TIMESTAMP: &str = "x-cio-timestamp";

/// Nobody says whether a repeat is signed anew; one that is replayed within that time is a repeat by
/// its event id.
const TOLERANCE: Duration = Duration::days(1);

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "customerio",
    title: "Customer.io",
    proof: "HMAC-SHA256 over a timestamp and the body.",
    covers: Covers::Bytes,
    docs: "https://docs.customer.io/journeys/webhooks/",
    steps: "Under Data & Integrations > Integrations > Reporting Webhooks add the callback URL, choose every email and customer event and copy the signing key.",
    secrets: &[Secret::required("signing_secret", "The signing key of the reporting webhook.")],
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

impl Adapter for CustomerIo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("signing_secret")?;
        let signed_at = callback.header(TIMESTAMP)?;
        let message: [&[u8]; 4] = [b"v0:", signed_at.as_bytes(), b":", &callback.body];
        let proof =
            proof::hmac_sha256(keys, &message, &callback.hex_header(SIGNATURE)?, SIGNATURE)?;
        proof::near_seconds(signed_at, callback, TOLERANCE, TIMESTAMP)?;
        Ok(proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        Ok(record::event(&Value::Object(body)).into())
    }
}
