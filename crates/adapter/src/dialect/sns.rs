//! Amazon SNS: the envelope that its topics put around what other services publish to them, and
//! that Scaleway's topics put there, too.
//!
//! Source: Amazon, "Verifying the signatures of Amazon SNS messages", "Amazon SNS raw message
//! delivery"; Scaleway, "Topics and Events: verifying webhook signatures".

use crate::bytes::unbase64;
use crate::check::{self, Unfit};
use crate::proof::{self, Proof};
use crate::{
    Callback, KeyRequest, Malformed, Parsed, Refusal, Secret, Setting, Setup, Verified, when,
};
use serde::Deserialize;
use serde_json::Value;
use time::Duration;

const SIGNATURE: &str = "Signature";
const TOPIC: &str = "x-amz-sns-topic-arn";
const RAW: &str = "x-amz-sns-rawdelivery";

/// What a source of a service that publishes to SNS is set up with.
pub const SECRETS: &[Secret] = &[
    Secret::required(
        "topic_arn",
        "The ARN of the topic: a signature alone proves only that some account sent it.",
    )
    .formed(topic),
    Secret::optional(
        "certificate",
        "The signing certificate in PEM, where it must not be fetched from Amazon.",
    )
    .formed(check::rsa_certificate),
];

/// Passes the ARN of a topic.
///
/// # Errors
///
/// [`Unfit`] when it is none.
pub fn topic(arn: &str) -> Result<(), Unfit> {
    let parts: Vec<_> = arn.split(':').collect();
    let topic = parts.len() == 6 && parts[0] == "arn" && parts[2] == "sns";
    check::unless(topic, "must be such as `arn:aws:sns:eu-north-1:123456789012:mail`")
}

/// What else it may be set up with.
pub const SETTINGS: &[Setting] = &[RAW_DELIVERY];

/// Whether messages come without an envelope.
pub const RAW_DELIVERY: Setting = Setting {
    name: "raw_delivery",
    about: "True where the subscription delivers raw messages, which nobody signs; false by default.",
    check: Setting::flag,
};

/// Whose topics they are: which hosts serve certificates, and which confirm subscriptions.
#[derive(Debug)]
pub struct Topics {
    certificates: fn(&str) -> bool,
    subscriptions: fn(&str) -> bool,
}

/// Amazon's: all at `sns.<region>.amazonaws.com`, or that of its regions in China.
pub static AMAZON: Topics = Topics { certificates: is_sns, subscriptions: is_sns };

/// Scaleway's: certificates in the one bucket that it documents.
pub static SCALEWAY: Topics = Topics {
    certificates: |host| host == "messaging.s3.fr-par.scw.cloud",
    subscriptions: |host| {
        let region = host.strip_prefix("sns.mnq.").and_then(|it| it.strip_suffix(".scaleway.com"));
        region.is_some_and(|it| !it.contains('.'))
    },
};

/// Checks the signature, and that the topic is the source's.
///
/// # Errors
///
/// [`Refusal`] when the topic is another, or the envelope is not signed by these topics.
pub fn verify(callback: &Callback, setup: &Setup, at: &Topics) -> Result<Proof, Refusal> {
    let topics = setup.secrets.get("topic_arn")?;
    if is_raw(callback, setup) {
        return proof::equal(callback.header(TOPIC)?.as_bytes(), topics, TOPIC);
    }
    let envelope = Envelope::of(callback)?;
    proof::equal(envelope.topic_arn.as_bytes(), topics, "TopicArn")?;
    envelope.verify(callback, setup, at)
}

/// Names the certificate, where it must be fetched; only where the topic is the source's: nobody
/// else makes the hub fetch anything.
///
/// # Errors
///
/// [`Refusal`] when the topic is another, or the certificate is not at these topics.
pub fn key(callback: &Callback, setup: &Setup, at: &Topics) -> Result<Option<KeyRequest>, Refusal> {
    if setup.secrets.find("certificate").is_some() || is_raw(callback, setup) {
        return Ok(None);
    }
    let envelope = Envelope::of(callback)?;
    proof::equal(envelope.topic_arn.as_bytes(), setup.secrets.get("topic_arn")?, "TopicArn")?;
    envelope.certificate(at).map(Some)
}

/// Reads what was published: `tell` gets the message, and the id of the notification.
///
/// # Errors
///
/// [`Malformed`] when there is no message of JSON in it.
pub fn read(
    verified: &Verified<'_>,
    tell: impl FnOnce(&Value, Option<&str>) -> Parsed,
) -> Result<Parsed, Malformed> {
    let callback = verified.callback();
    if is_raw(callback, verified.setup()) {
        let id = callback.find_header("x-amz-sns-message-id");
        return Ok(tell(&serde_json::from_slice(verified.body())?, id));
    }
    let envelope = Envelope::of(callback).map_err(|error| Malformed(error.to_string()))?;
    match envelope.kind.as_str() {
        "Notification" => {}
        "SubscriptionConfirmation" => {
            return Ok(confirming(&envelope.subscribe.unwrap_or_default(), &AMAZON));
        }
        // Its address would subscribe again.
        "UnsubscribeConfirmation" => return Ok(Parsed::control()),
        word => return Err(Malformed(format!("an envelope of type `{word}`"))),
    }
    match serde_json::from_str(&envelope.message) {
        Ok(message) => Ok(tell(&message, Some(&envelope.message_id))),
        // What a service says once it may publish to the topic.
        Err(_) if envelope.message.starts_with("Successfully validated SNS topic") => {
            Ok(Parsed::control())
        }
        Err(error) => Err(error.into()),
    }
}

/// Has the address visited that confirms a subscription, where it is one of these topics.
#[must_use]
pub fn confirming(address: &str, at: &Topics) -> Parsed {
    let visit = KeyRequest::https(address, at.subscriptions).ok();
    Parsed { visit, ..Parsed::default() }
}

/// A message without its envelope, which counts only where the source is set up for it.
fn is_raw(callback: &Callback, setup: &Setup) -> bool {
    setup.is_on("raw_delivery") && callback.find_header(RAW).is_some_and(|raw| raw == "true")
}

/// SNS tries again for an hour at most, and the time that it signs is that of the first try.
const TOLERANCE: Duration = Duration::minutes(70);

/// The members that count for the proof, as SNS writes them; what is not of its shape is none.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    #[serde(rename = "Type")]
    kind: String,
    message_id: String,
    topic_arn: String,
    message: String,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    certificate: String,
    subject: Option<String>,
    #[serde(rename = "SubscribeURL")]
    subscribe: Option<String>,
    token: Option<String>,
}

impl Envelope {
    /// Both the proof and what is read of it come from here: what else the body holds, nobody saw.
    fn of(callback: &Callback) -> Result<Self, Refusal> {
        serde_json::from_slice(&callback.body).map_err(|_| Refusal::Missing(SIGNATURE))
    }

    /// Where the certificate is: a PEM file at the topics' own host.
    fn certificate(&self, at: &Topics) -> Result<KeyRequest, Refusal> {
        let place = KeyRequest::https(&self.certificate, at.certificates)?;
        let url = place.url();
        let plain = url.query().is_none() && url.fragment().is_none();
        if plain && url.path().rsplit_once('.').is_some_and(|(_, ending)| ending == "pem") {
            Ok(place)
        } else {
            Err(Refusal::Mismatch("SigningCertURL"))
        }
    }

    fn verify(&self, callback: &Callback, setup: &Setup, at: &Topics) -> Result<Proof, Refusal> {
        self.certificate(at)?;
        let signed_at = when::iso(&self.timestamp).ok_or(Refusal::Mismatch("Timestamp"))?;
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
        proof::near(signed_at, callback, TOLERANCE, "Timestamp")?;
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

/// A host of SNS: `sns.<region>.amazonaws.com`, or that of its regions in China.
fn is_sns(host: &str) -> bool {
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let region = host.strip_prefix("sns.").and_then(|it| it.strip_suffix(".amazonaws.com"));
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    region.is_some_and(|it| it.len() > 2 && it.bytes().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sns_itself() {
        let at_sns = |address: &str| KeyRequest::https(address, AMAZON.certificates);
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

    #[test]
    fn only_scaleway_itself() {
        let certificate = |address| KeyRequest::https(address, SCALEWAY.certificates).is_ok();
        assert!(certificate("https://messaging.s3.fr-par.scw.cloud/fr-par/sns/sns-1.pem"));
        for address in [
            "http://messaging.s3.fr-par.scw.cloud/fr-par/sns/sns-1.pem",
            "https://fox.s3.fr-par.scw.cloud/fr-par/sns/sns-1.pem",
            "https://messaging.s3.nl-ams.scw.cloud/fr-par/sns/sns-1.pem",
            "https://messaging.s3.fr-par.scw.cloud.evil.example/sns-1.pem",
            "https://messaging.s3.fr-par.scw.cloud@evil.example/sns-1.pem",
            "https://messaging.s3.fr-par.scw.cloud:8443/sns-1.pem",
        ] {
            assert!(!certificate(address), "{address}");
        }
        let subscribes = |address| confirming(address, &SCALEWAY).visit.is_some();
        assert!(subscribes("https://sns.mnq.fr-par.scaleway.com/?Action=ConfirmSubscription"));
        assert!(!subscribes("https://sns.mnq.a.b.scaleway.com/"));
        assert!(!subscribes("https://sns.mnq.fr-par.scaleway.com.evil.example/"));
    }
}
