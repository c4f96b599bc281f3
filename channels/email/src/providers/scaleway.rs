//! Scaleway Transactional Email webhooks: one event a request.
//! Auth: nothing is signed that the documentation tells how to check; the address is the proof.
//! Shape: a flat JSON object, alone or as a text in the envelope of a topic (Topics and Events speaks as SNS does).
//! See <https://www.scaleway.com/en/docs/transactional-email/reference-content/webhook-events-payloads/>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, KeyRequest, Malformed, Parsed, Refusal, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct Scaleway;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "scaleway",
    title: "Scaleway TEM",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://www.scaleway.com/en/docs/transactional-email/reference-content/webhook-events-payloads/",
    steps: "Under Transactional Email > Webhooks add a webhook with every event to a topic of Topics and Events, and subscribe the callback URL to the topic over HTTPS. Send your own ids as headers of the message, beginning with X-.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailDeactivated,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Scaleway {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let body = Value::Object(body);
        if body["Type"] == "SubscriptionConfirmation" {
            let address = body["SubscribeURL"].as_str().unwrap_or_default();
            let visit = KeyRequest::https(address, is_topics).ok();
            return Ok(Parsed { visit, ..Parsed::default() });
        }
        let message = match body["Message"].as_str() {
            Some(message) => serde_json::from_str(message)?,
            None => body,
        };
        Ok(record::event(&message).into())
    }
}

/// Where a subscription may be confirmed: `sns.mnq.<region>.scaleway.com`.
fn is_topics(host: &str) -> bool {
    let region = host.strip_prefix("sns.mnq.").and_then(|it| it.strip_suffix(".scaleway.com"));
    region.is_some_and(|it| !it.contains('.'))
}
