//! Lettermint webhooks: one event a request.
//! Auth: HMAC-SHA256 over a timestamp and the raw body.
//! Shape: a JSON object of `id`, `event`, `timestamp` and `data`.
//! See <https://docs.lettermint.co/platform/webhooks/introduction>.

mod record;

use adapter::bytes::unhex;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};
use time::Duration;

pub(super) struct Lettermint;

const SIGNATURE: &str = "x-lettermint-signature";

/// What Lettermint's own libraries take.
const TOLERANCE: Duration = Duration::minutes(5);

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "lettermint",
    title: "Lettermint",
    proof: "HMAC-SHA256 over a timestamp and the body.",
    covers: Covers::Bytes,
    docs: "https://docs.lettermint.co/platform/webhooks/introduction",
    steps: "Open the route, add a webhook with the callback URL and every event, and copy its secret. Send your own ids as metadata.",
    secrets: &[Secret::required("signing_secret", "The secret of the webhook, whole.")],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailActivated,
        EventKind::EmailDeactivated,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
        EventKind::EmailAutoReplied,
    ],
};

impl Adapter for Lettermint {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("signing_secret")?;
        let parts = || callback.header(SIGNATURE).map(|it| it.split(',').map(str::trim));
        let mut times = parts()?.filter_map(|it| it.strip_prefix("t="));
        let signed_at = times.next().ok_or(Refusal::Mismatch(SIGNATURE))?;
        let message: [&[u8]; 3] = [signed_at.as_bytes(), b".", &callback.body];
        let tags = parts()?.filter_map(|it| unhex(it.strip_prefix("v1=")?));
        let mut proofs = tags.map(|tag| proof::hmac_sha256(keys, &message, &tag, SIGNATURE));
        let proof = proofs.find_map(Result::ok).ok_or(Refusal::Mismatch(SIGNATURE))?;
        proof::near_seconds(signed_at, callback, TOLERANCE, SIGNATURE)?;
        Ok(proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let body = Value::Object(body);
        if body["event"] == "webhook.test" {
            return Ok(Parsed::control());
        }
        Ok(record::event(&body).into())
    }
}
