//! SendGrid: an ECDSA signature over the time and the body, by a key pair of its own.

use super::Provider;
use crate::demo::recording::{Recording, Stamps};
use adapter::Callback;
use anyhow::{Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use event::Channel;
use event::EventKind::{
    EmailClicked, EmailDeferred, EmailDelivered, EmailProcessed, EmailRead, EmailRejected,
};
use http::HeaderValue;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// What stands before the point of a key on P-256, as RFC 5480 writes public keys.
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

pub(super) struct SendGrid {
    keys: EcdsaKeyPair,
    random: SystemRandom,
}

impl SendGrid {
    pub(super) fn new() -> Result<Self> {
        let random = SystemRandom::new();
        let scheme = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pair = EcdsaKeyPair::generate_pkcs8(scheme, &random);
        let pair = pair.map_err(|_| anyhow!("cannot make a key pair"))?;
        let keys = EcdsaKeyPair::from_pkcs8(scheme, pair.as_ref(), &random)
            .map_err(|error| anyhow!("cannot read the key pair: {error}"))?;
        Ok(Self { keys, random })
    }
}

impl Provider for SendGrid {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn name(&self) -> &'static str {
        "sendgrid"
    }

    fn setup(&self) -> Value {
        let public_key = [&SPKI[..], self.keys.public_key().as_ref()].concat();
        json!({"secrets": {"public_key": STANDARD.encode(public_key)}})
    }

    fn sign(&self, callback: &mut Callback, stamps: &Stamps) -> Result<()> {
        let timestamp = stamps.now.unix_timestamp().to_string();
        let message = [timestamp.as_bytes(), &callback.body].concat();
        let signature = self.keys.sign(&self.random, &message);
        let signature = signature.map_err(|_| anyhow!("cannot sign"))?;
        let signature = HeaderValue::try_from(STANDARD.encode(signature))?;
        callback.headers.insert(SIGNATURE, signature);
        callback.headers.insert(TIMESTAMP, HeaderValue::try_from(timestamp)?);
        Ok(())
    }

    fn recordings(&self) -> &'static [Recording] {
        &RECORDINGS
    }
}

static RECORDINGS: [Recording; 1] = [Recording {
    file: include_str!("../recordings/sendgrid_batch.http"),
    kinds: &[EmailProcessed, EmailDeferred, EmailDelivered, EmailRead, EmailClicked, EmailRejected],
}];
