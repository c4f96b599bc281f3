//! MailPace webhooks: one event a request.
//! Auth: an Ed25519 signature over the raw body, by a key of the domain.
//! Shape: a JSON object of `event` and `payload`, which is the message.
//! See <https://docs.mailpace.com/guide/webhooks/>.

mod record;

use crate::public_key::public_key;
use adapter::check;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct MailPace;

const SIGNATURE: &str = "x-mailpace-signature";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailpace",
    title: "MailPace",
    proof: "An Ed25519 signature over the body, by the key of the domain.",
    covers: Covers::Bytes,
    docs: "https://docs.mailpace.com/guide/webhooks/",
    steps: "Open the domain, add the callback URL under Webhooks and copy the key under Public Key Verification. Send each message to one recipient, and your own ids as tags.",
    secrets: &[Secret::required("public_key", "The public key of the domain, in base 64.")
        .formed(|key| check::ed25519_key(public_key(key)))],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
    ],
};

impl Adapter for MailPace {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("public_key")?.iter();
        let keys: Vec<_> = keys.filter_map(|key| public_key(key)).collect();
        proof::ed25519(&keys, &callback.body, &callback.base64_header(SIGNATURE)?, SIGNATURE)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        Ok(record::event(&Value::Object(body)).into())
    }
}
