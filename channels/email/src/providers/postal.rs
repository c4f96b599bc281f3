//! Postal webhooks: one event a request, of an installation of one's own.
//! Auth: an RSA signature over the raw body, with SHA-256, or with SHA-1 where the installation is older.
//! Shape: a JSON object of `event`, `timestamp`, `uuid` and `payload`; the message stands in the payload.
//! See <https://docs.postalserver.io/developer/webhooks>.

mod record;

use crate::public_key::public_key;
use adapter::check;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct Postal;

const SHA256: &str = "x-postal-signature-256";
const SHA1: &str = "x-postal-signature";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "postal",
    title: "Postal",
    proof: "An RSA signature over the body, by the key of the installation.",
    covers: Covers::Bytes,
    docs: "https://docs.postalserver.io/developer/webhooks",
    steps: "Open the mail server, add a webhook with the callback URL for all events under Webhooks, and give the public key: what postal default-dkim-record prints behind p=. Send your own ids as the tag of the message.",
    secrets: &[Secret::required(
        "public_key",
        "The public key of the installation: base 64 or PEM, or the DKIM record that postal default-dkim-record prints.",
    )
    .formed(|key| check::rsa_key(public_key(key), check::SHORT_RSA))],
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

impl Adapter for Postal {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("public_key")?;
        let keys: Vec<_> = keys.iter().filter_map(|key| public_key(key)).collect();
        if callback.find_header(SHA256).is_some() {
            let signature = callback.base64_header(SHA256)?;
            return proof::short_rsa_sha256(&keys, &callback.body, &signature, SHA256);
        }
        let signature = callback.base64_header(SHA1)?;
        proof::short_rsa_sha1(&keys, &callback.body, &signature, SHA1)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        Ok(record::event(&Value::Object(body)).into())
    }
}
