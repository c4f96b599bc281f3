//! Mailomat webhooks: one event a request.
//! Auth: HMAC-SHA256 over an id, the event's name and a timestamp; the body is not covered.
//! Shape: a JSON object; what the servers said lies in `payload`, in the shape that Mailgun made known.
//! See <https://api.mailomat.swiss/docs/#tag/webhook-security>.

mod record;

use adapter::bytes::unhex;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};
use time::Duration;

pub(super) struct Mailomat;

const ID: &str = "x-mom-webhook-id";
const EVENT: &str = "x-mom-webhook-event";
const TIMESTAMP: &str = "x-mom-webhook-timestamp";
const SIGNATURE: &str = "x-mom-webhook-signature";

/// Nobody says whether a repeat is signed anew; the libraries take as much.
const TOLERANCE: Duration = Duration::hours(12);

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailomat",
    title: "Mailomat",
    proof: "HMAC-SHA256 over an id that counts once, the name of the event and a timestamp; the body is not covered.",
    covers: Covers::Nothing,
    docs: "https://api.mailomat.swiss/docs/#tag/webhook-security",
    steps: "Add a webhook with the callback URL and every event, and copy its secret.",
    secrets: &[Secret::required("signing_secret", "The secret of the webhook.")],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailRead,
        EventKind::EmailClicked,
    ],
};

impl Adapter for Mailomat {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("signing_secret")?;
        let [id, word, sent_at] = [ID, EVENT, TIMESTAMP].map(|name| callback.header(name));
        let (id, sent_at) = (id?, sent_at?);
        let message = [id, word?, sent_at].join(".");
        let tag = callback.header(SIGNATURE)?.strip_prefix("sha256=").and_then(unhex);
        let tag = tag.ok_or(Refusal::Mismatch(SIGNATURE))?;
        let proof = proof::hmac_sha256(keys, &[message.as_bytes()], &tag, SIGNATURE)?;
        proof::near_seconds(sent_at, callback, TOLERANCE, TIMESTAMP)?;
        // All together: where one ends and the next begins is not signed.
        Ok(proof.counting_once(&message, &callback.body))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        Ok(record::event(&Value::Object(body)).into())
    }
}
