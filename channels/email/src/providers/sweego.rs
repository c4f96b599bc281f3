//! Sweego webhooks: one event a request, or a batch.
//! Auth: HMAC-SHA256 over id, timestamp and body under the header names of Standard Webhooks, where asked for.
//! Shape: a flat JSON object or an array of them; headers of the message lie in `headers`.
//! See <https://learn.sweego.io/docs/webhooks/webhook_intro>.

mod record;

use adapter::check;
use adapter::lenient::entries;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct Sweego;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "sweego",
    title: "Sweego",
    proof: "HMAC-SHA256 over id, timestamp and body, where the webhook has a secret.",
    covers: Covers::Bytes,
    docs: "https://learn.sweego.io/docs/webhooks/webhook_intro",
    steps: "Under Webhooks add the callback URL, choose every email event and copy the secret. Send your own ids as headers of the message, beginning with X-.",
    secrets: &[Secret::optional(
        "signing_secret",
        "The secret of the webhook, in base 64, where it has one.",
    )
    .formed(check::standard_secret)],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailListUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Sweego {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        match setup.secrets.find("signing_secret") {
            Some(secrets) => proof::standard_webhook(callback, &proof::WEBHOOK, secrets),
            None => Ok(proof::address(callback)),
        }
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Value = serde_json::from_slice(verified.body())?;
        Ok(entries(&body).iter().map(record::event).collect())
    }
}
