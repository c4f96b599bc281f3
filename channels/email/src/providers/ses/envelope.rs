//! The envelope of Amazon SNS, and its signature.
//! See <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>.

use adapter::bytes::unbase64;
use adapter::proof::{self, Proof};
use adapter::{Callback, KeyRequest, Refusal, Setup, when};
use serde::Deserialize;
use time::Duration;

const SIGNATURE: &str = "Signature";

/// SNS tries again for an hour at most, and the time that it signs is that of the first try.
const TOLERANCE: Duration = Duration::minutes(70);

/// The members that count for the proof, as SNS writes them; what is not of its shape is none.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Envelope {
    #[serde(rename = "Type")]
    pub(super) kind: String,
    pub(super) message_id: String,
    pub(super) topic_arn: String,
    pub(super) message: String,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    certificate: String,
    subject: Option<String>,
    #[serde(rename = "SubscribeURL")]
    pub(super) subscribe: Option<String>,
    token: Option<String>,
}

impl Envelope {
    /// Both the proof and what is read of it come from here: what else the body holds, nobody saw.
    pub(super) fn of(callback: &Callback) -> Result<Self, Refusal> {
        serde_json::from_slice(&callback.body).map_err(|_| Refusal::Missing(SIGNATURE))
    }

    /// Where the certificate is: a PEM file at SNS itself.
    pub(super) fn certificate(&self) -> Result<KeyRequest, Refusal> {
        let place = at_sns(&self.certificate)?;
        let url = place.url();
        let plain = url.query().is_none() && url.fragment().is_none();
        if plain && url.path().rsplit_once('.').is_some_and(|(_, ending)| ending == "pem") {
            Ok(place)
        } else {
            Err(Refusal::Mismatch("SigningCertURL"))
        }
    }

    pub(super) fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        self.certificate()?;
        let at = when::iso(&self.timestamp).ok_or(Refusal::Mismatch("Timestamp"))?;
        let signature = unbase64(&self.signature).ok_or(Refusal::Mismatch(SIGNATURE))?;
        let pinned = setup.secrets.find("certificate").unwrap_or_default();
        let pinned = pinned.iter().map(String::as_bytes);
        let fetched = setup.key.as_deref().filter(|_| pinned.len() == 0);
        let keys = pinned.chain(fetched).filter_map(proof::key_of_certificate);
        let (keys, message) = (keys.collect::<Vec<_>>(), self.signed()?);
        let proof = match self.signature_version.as_str() {
            "1" => proof::rsa_sha1(&keys, message.as_bytes(), &signature, SIGNATURE)?,
            "2" => proof::rsa_sha256(&keys, message.as_bytes(), &signature, SIGNATURE)?,
            _ => return Err(Refusal::Mismatch("SignatureVersion")),
        };
        proof::near(at, callback, TOLERANCE, "Timestamp")?;
        Ok(proof)
    }

    /// Name and value of each member that is signed, a line each.
    fn signed(&self) -> Result<String, Refusal> {
        let confirms = self.kind != "Notification";
        let [subscribe, token] = [&self.subscribe, &self.token].map(Option::as_deref);
        let members = [
            ("Message", Some(self.message.as_str())),
            ("MessageId", Some(&self.message_id)),
            ("Subject", self.subject.as_deref().filter(|_| !confirms)),
            ("SubscribeURL", subscribe.filter(|_| confirms)),
            ("Timestamp", Some(&self.timestamp)),
            ("Token", token.filter(|_| confirms)),
            ("TopicArn", Some(&self.topic_arn)),
            ("Type", Some(&self.kind)),
        ];
        if confirms && (subscribe.is_none() || token.is_none()) {
            return Err(Refusal::Missing("Token"));
        }
        let lines =
            members.iter().filter_map(|(name, value)| Some(format!("{name}\n{}\n", (*value)?)));
        Ok(lines.collect())
    }
}

/// An address of SNS: `sns.<region>.amazonaws.com`, or that of its regions in China.
pub(super) fn at_sns(address: &str) -> Result<KeyRequest, Refusal> {
    KeyRequest::https(address, |host| {
        let host = host.strip_suffix(".cn").unwrap_or(host);
        let region = host.strip_prefix("sns.").and_then(|it| it.strip_suffix(".amazonaws.com"));
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        region.is_some_and(|it| it.len() > 2 && it.bytes().all(plain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sns_itself() {
        for address in [
            "https://sns.eu-north-1.amazonaws.com/SimpleNotificationService-1.pem",
            "https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription",
        ] {
            assert!(at_sns(address).is_ok(), "{address}");
        }
        for address in [
            "http://sns.eu-north-1.amazonaws.com/a.pem",
            "https://sns.eu-north-1.amazonaws.com.evil.example/a.pem",
            "https://sns.eu-north-1.amazonaws.com@evil.example/a.pem",
            "https://sns.evil.example/.amazonaws.com/a.pem",
            "https://sns.a.b.amazonaws.com/a.pem",
            "https://s3.eu-north-1.amazonaws.com/sns.eu-north-1.amazonaws.com/a.pem",
            "https://sns.amazonaws.com/a.pem",
            "https://sns..amazonaws.com/a.pem",
            "https://sns.eu-north-1.amazonaws.com:8443/a.pem",
            "https://user@sns.eu-north-1.amazonaws.com/a.pem",
            "https://169.254.169.254/latest/a.pem",
            "file:///etc/a.pem",
            "",
        ] {
            assert!(at_sns(address).is_err(), "{address}");
        }
    }
}
