//! Maileroo webhooks: one event a request, or a batch.
//! Auth: HMAC-SHA256 over the raw body.
//! Shape: a JSON object, or an array of them; what it is about lies in `event_data`.
//! See <https://maileroo.com/docs/webhooks>.

mod record;

use adapter::lenient::entries;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct Maileroo;

const SIGNATURE: &str = "x-maileroo-signature";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "maileroo",
    title: "Maileroo",
    proof: "HMAC-SHA256 over the body.",
    covers: Covers::Bytes,
    docs: "https://maileroo.com/docs/webhooks",
    steps: "Under Events add the callback URL, choose every event and set a shared secret. Send your own ids as tags.",
    secrets: &[Secret::required("signing_secret", "The shared secret of the webhook.")],
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

impl Adapter for Maileroo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("signing_secret")?;
        proof::hmac_sha256(keys, &[&callback.body], &callback.hex_header(SIGNATURE)?, SIGNATURE)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Value = serde_json::from_slice(verified.body())?;
        Ok(entries(&body).iter().map(record::events).collect())
    }
}
