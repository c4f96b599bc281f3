//! How MailChannels signs: HTTP message signatures (RFC 9421) over `Content-Digest` (RFC 9530).

use adapter::bytes::unbase64;
use adapter::lenient::text_at;
use adapter::proof::{self, Proof};
use adapter::{Callback, KeyRequest, Refusal};
use serde_json::Value;
use time::Duration;

const INPUT: &str = "signature-input";
const SIGNATURE: &str = "signature";
const DIGEST: &str = "content-digest";

/// What MailChannels' own libraries take.
const TOLERANCE: Duration = Duration::minutes(5);

/// A signature that says what it covers, when it was made and by which key.
pub(super) struct Signature<'a> {
    /// What is covered and how, as it is written: this is covered, too.
    parameters: &'a str,
    created: &'a str,
    key: &'a str,
    tag: Vec<u8>,
}

impl<'a> Signature<'a> {
    pub(super) fn of(callback: &'a Callback) -> Result<Self, Refusal> {
        let mismatch = Refusal::Mismatch(INPUT);
        let (label, parameters) =
            callback.header(INPUT)?.split_once('=').ok_or(mismatch.clone())?;
        let mut parts = parameters.split(';').map(str::trim);
        if parts.next() != Some("(\"content-digest\")") {
            return Err(mismatch);
        }
        let named = |name: &str| {
            let mut values =
                parts.clone().filter_map(|it| it.strip_prefix(name)?.strip_prefix('='));
            values.next().map(|value| value.trim_matches('"'))
        };
        if named("alg").is_some_and(|alg| alg != "ed25519") {
            return Err(mismatch);
        }
        let tag = member(callback.header(SIGNATURE)?, label.trim());
        Ok(Self {
            parameters,
            created: named("created").ok_or(mismatch.clone())?,
            key: named("keyid").ok_or(mismatch)?,
            tag: tag.ok_or(Refusal::Mismatch(SIGNATURE))?,
        })
    }

    /// Where the key is: by its id, which must be a plain word.
    pub(super) fn key(&self) -> Result<KeyRequest, Refusal> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.key.is_empty() || !self.key.chars().all(plain) {
            return Err(Refusal::Mismatch(INPUT));
        }
        let address =
            format!("https://api.mailchannels.net/tx/v1/webhook/public-key?id={}", self.key);
        KeyRequest::https(&address, |host| host == "api.mailchannels.net")
    }

    pub(super) fn verify(&self, callback: &Callback, keys: &[Vec<u8>]) -> Result<Proof, Refusal> {
        let digest = callback.header(DIGEST)?;
        let hash = member(digest, "sha-256").or_else(|| member(digest, "sha256"));
        proof::has_sha256(&callback.body, &hash.ok_or(Refusal::Mismatch(DIGEST))?, DIGEST)?;
        let parameters = self.parameters;
        let base = format!("\"content-digest\": {digest}\n\"@signature-params\": {parameters}");
        let proof = proof::ed25519(keys, base.as_bytes(), &self.tag, SIGNATURE)?;
        proof::near_seconds(self.created, callback, TOLERANCE, INPUT)?;
        Ok(proof)
    }
}

/// The bytes of a member of a dictionary (RFC 8941): `name=:base64:`.
fn member(dictionary: &str, name: &str) -> Option<Vec<u8>> {
    let members = dictionary.split(',').filter_map(|it| it.trim().split_once('='));
    let mut found = members.filter(|(it, _)| it.eq_ignore_ascii_case(name));
    unbase64(found.next()?.1.strip_prefix(':')?.strip_suffix(':')?)
}

/// The key as its address serves it: an object of `id` and `key`.
pub(super) fn served(answer: &[u8]) -> Option<String> {
    text_at(&serde_json::from_slice::<Value>(answer).ok()?, "key")
}

#[cfg(test)]
mod tests {
    use super::super::MailChannels;
    use super::*;
    use adapter::{Adapter, Setup};

    fn callback(recording: &[u8]) -> Callback {
        Callback::from_recording(recording).expect("a recording")
    }

    #[test]
    fn the_key_is_looked_for_at_mailchannels_alone() {
        let delivered = callback(include_bytes!("../../../fixtures/mailchannels/delivered.http"));
        let key =
            MailChannels.key(&delivered, &Setup::default()).expect("a key").expect("asked for");
        let address = "https://api.mailchannels.net/tx/v1/webhook/public-key?id=mckey";
        assert_eq!(key.url().as_str(), address);
        let odd = callback(include_bytes!("../../../fixtures/mailchannels/key_of_no_name.http"));
        assert!(MailChannels.key(&odd, &Setup::default()).is_err());
    }

    #[test]
    fn the_key_that_is_served_proves() {
        let delivered = callback(include_bytes!("../../../fixtures/mailchannels/delivered.http"));
        let setup = include_bytes!("../../../fixtures/mailchannels/setup.json");
        let setup: Value = serde_json::from_slice(setup).expect("JSON");
        let answer = serde_json::json!({"id": "mckey", "key": setup["public_key"]});
        let key = Some(answer.to_string().into_bytes().into());
        let fetched = Setup { key, ..Setup::default() };
        assert!(adapter::verify(&MailChannels, &delivered, &fetched).is_ok());
        assert!(adapter::verify(&MailChannels, &delivered, &Setup::default()).is_err());
    }
}
