//! AhaSend webhooks: one event a request.
//! Auth: Standard Webhooks; the key is the secret as it is shown, not what its base 64 would hold.
//! Shape: a JSON object of `type`, `timestamp` and `data`; a delivery attempt stands in `data`.
//! See <https://ahasend.com/docs/integrations/webhooks>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct AhaSend;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "ahasend",
    title: "AhaSend",
    proof: "HMAC-SHA256 over id, timestamp and body, as Standard Webhooks have it.",
    covers: Covers::Bytes,
    docs: "https://ahasend.com/docs/integrations/webhooks",
    steps: "Under Webhooks add the callback URL, choose every event and copy the secret.",
    secrets: &[Secret::required("signing_secret", "The secret of the webhook, whole.")],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailDeactivated,
        EventKind::EmailRead,
        EventKind::EmailClicked,
    ],
};

impl Adapter for AhaSend {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        proof::standard_webhook_by(callback, &proof::WEBHOOK, setup.secrets.get("signing_secret")?)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let id = verified.callback().find_header("webhook-id");
        Ok(record::event(&Value::Object(body), id).into())
    }
}
