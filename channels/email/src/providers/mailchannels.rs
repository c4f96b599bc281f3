//! MailChannels Email API webhooks: batches of events.
//! Auth: an Ed25519 message signature (RFC 9421) over the digest of the body, by a key that MailChannels serves.
//! Shape: a JSON array of flat events, each about one or more recipients.
//! See <https://docs.mailchannels.com/email-api/webhooks>.

mod record;

mod signature;

use self::signature::Signature;
use crate::public_key::public_key;
use adapter::check;
use adapter::lenient::entries;
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, KeyRequest, Malformed, Parsed, Refusal, Secret, Setup,
    Verified,
};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct MailChannels;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailchannels",
    title: "MailChannels",
    proof: "An Ed25519 signature over the digest of the body, by a key that MailChannels serves.",
    covers: Covers::Bytes,
    docs: "https://docs.mailchannels.com/email-api/webhooks",
    steps: "Under Webhooks create a webhook with the callback URL, or POST it to /tx/v1/webhook. Send your own ids as the campaign id of the message.",
    secrets: &[Secret::optional(
        "public_key",
        "The public key that signs, in base 64 or PEM, where it must not be fetched from MailChannels.",
    )
    .formed(|key| check::ed25519_key(public_key(key)))],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for MailChannels {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let signature = Signature::of(callback)?;
        let pinned = setup.secrets.find("public_key").unwrap_or_default();
        let fetched =
            setup.key.as_deref().filter(|_| pinned.is_empty()).and_then(signature::served);
        let shown = pinned.iter().chain(&fetched).filter_map(|key| public_key(key));
        signature.verify(callback, &shown.collect::<Vec<_>>())
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Value = serde_json::from_slice(verified.body())?;
        // The test of a webhook says nothing.
        let told = entries(&body).iter().filter(|entry| entry["event"] != "test");
        Ok(told.map(record::events).collect())
    }

    fn key(&self, callback: &Callback, setup: &Setup) -> Result<Option<KeyRequest>, Refusal> {
        if setup.secrets.find("public_key").is_some() {
            return Ok(None);
        }
        Signature::of(callback)?.key().map(Some)
    }
}
