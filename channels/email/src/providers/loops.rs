//! Loops webhooks: one event a request.
//! Auth: Standard Webhooks.
//! Shape: a JSON object of `eventName`, `eventTime`, `contactIdentity` and what the event is about.
//! See <https://loops.so/docs/webhooks>.

mod record;

use adapter::check;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct Loops;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "loops",
    title: "Loops",
    proof: "HMAC-SHA256 over id, timestamp and body, as Standard Webhooks have it.",
    covers: Covers::Bytes,
    docs: "https://loops.so/docs/webhooks",
    steps: "Under Settings > Webhooks enter the callback URL, choose every event and copy the signing secret.",
    secrets: &[Secret::required("signing_secret", "The signing secret of the webhook.")
        .formed(check::standard_secret)],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailBounced,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailProfileCreated,
        EventKind::EmailProfileDeleted,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Loops {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        proof::standard_webhook(callback, &proof::WEBHOOK, setup.secrets.get("signing_secret")?)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let body = Value::Object(body);
        if body["eventName"] == "testing.testEvent" {
            return Ok(Parsed::control());
        }
        let id = verified.callback().find_header("webhook-id");
        Ok(record::event(&body, id).into())
    }
}
