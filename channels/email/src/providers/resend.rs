//! Resend webhooks: one event a request.
//! Auth: Standard Webhooks, under the header names of Svix.
//! Shape: a JSON object of `type`, `created_at` and `data`; an opening or a click has its own time.
//! See <https://resend.com/docs/webhooks/event-types>.

mod record;

use adapter::check;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct Resend;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "resend",
    title: "Resend",
    proof: "HMAC-SHA256 over id, timestamp and body, as Standard Webhooks have it.",
    covers: Covers::Bytes,
    docs: "https://resend.com/docs/webhooks/event-types",
    steps: "Under Webhooks add the callback URL, choose every event and copy the signing secret. Send each message to one recipient, and your own ids as tags.",
    secrets: &[Secret::required(
        "signing_secret",
        "The signing secret of the webhook, beginning with whsec_.",
    )
    .formed(check::standard_secret)],
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
        EventKind::EmailDeactivated,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Resend {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let secrets = setup.secrets.get("signing_secret")?;
        let standard = callback.find_header("webhook-signature").is_some();
        let prefix = if standard { &proof::WEBHOOK } else { &proof::SVIX };
        proof::standard_webhook(callback, prefix, secrets)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let callback = verified.callback();
        let mut ids =
            ["svix-id", "webhook-id"].iter().filter_map(|name| callback.find_header(name));
        Ok(record::event(&Value::Object(body), ids.next()).into())
    }
}
