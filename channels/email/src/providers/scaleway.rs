//! Scaleway Transactional Email webhooks: one event a request.
//! Auth: an RSA signature as of Amazon SNS where the source has the topic, else the callback's address.
//! Shape: a flat JSON object, alone or as a text in the envelope of a topic (Topics and Events speaks as SNS does).
//! See <https://www.scaleway.com/en/docs/transactional-email/reference-content/webhook-events-payloads/>.

mod record;

use adapter::check;
use adapter::dialect::sns;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, KeyRequest, Malformed, Parsed, Refusal, Secret, Setup,
    Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct Scaleway;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "scaleway",
    title: "Scaleway TEM",
    proof: "An RSA signature of Topics and Events over the notification, which must be of the source's topic; without the topic, the secret address.",
    covers: Covers::Values,
    docs: "https://www.scaleway.com/en/docs/transactional-email/reference-content/webhook-events-payloads/",
    steps: "Under Transactional Email > Webhooks add a webhook with every event to a topic of Topics and Events, and subscribe the callback URL to the topic over HTTPS. Send your own ids as headers of the message, beginning with X-.",
    secrets: &[
        Secret::optional(
            "topic_arn",
            "The ARN of the topic; with it, what is not signed, or of another topic, is refused.",
        )
        .formed(sns::topic),
        Secret::optional(
            "certificate",
            "The signing certificate in PEM, where it must not be fetched from Scaleway.",
        )
        .formed(check::rsa_certificate),
    ],
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

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        match setup.secrets.find("topic_arn") {
            Some(_) => sns::verify(callback, setup, &sns::SCALEWAY),
            None => Ok(proof::address(callback)),
        }
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let body = Value::Object(body);
        match body["Type"].as_str() {
            Some("SubscriptionConfirmation") => {
                let address = body["SubscribeURL"].as_str().unwrap_or_default();
                return Ok(sns::confirming(address, &sns::SCALEWAY));
            }
            Some("UnsubscribeConfirmation") => return Ok(Parsed::control()),
            _ => {}
        }
        let message = match body["Message"].as_str() {
            Some(message) => serde_json::from_str(message)?,
            None => body,
        };
        Ok(record::event(&message).into())
    }

    fn key(&self, callback: &Callback, setup: &Setup) -> Result<Option<KeyRequest>, Refusal> {
        match setup.secrets.find("topic_arn") {
            Some(_) => sns::key(callback, setup, &sns::SCALEWAY),
            None => Ok(None),
        }
    }
}
