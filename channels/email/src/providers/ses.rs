//! Amazon SES, through Amazon SNS: one notification a request, about one or more recipients.
//! Auth: an RSA signature over named fields of the envelope, by a certificate that it names.
//! Shape: a JSON envelope as text/plain; its `Message` is JSON in a text, of either of two styles.
//! See <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>.

mod envelope;
mod mail;
mod record;
mod subscription;
#[cfg(test)]
mod tests;

use self::envelope::Envelope;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, KeyRequest, Malformed, Parsed, Refusal, Secret, Setting,
    Setup, Verified,
};
use event::{Channel, EventKind};

pub(super) struct Ses;

const TOPIC: &str = "x-amz-sns-topic-arn";
const RAW: &str = "x-amz-sns-rawdelivery";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "ses",
    title: "Amazon SES",
    proof: "An RSA signature of Amazon SNS over the notification, which must be of the source's topic.",
    covers: Covers::Values,
    docs: "https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html",
    steps: "Make a standard SNS topic, and let a configuration set of SES publish every event to it. Subscribe the callback URL to the topic over HTTPS, raw message delivery off; send each message to one recipient, and your own ids as message tags.",
    secrets: &[
        Secret {
            name: "topic_arn",
            required: true,
            made_here: false,
            about: "The ARN of the topic: a signature alone proves only that some account sent it.",
        },
        Secret {
            name: "certificate",
            required: false,
            made_here: false,
            about: "The signing certificate in PEM, where it must not be fetched from Amazon.",
        },
    ],
    settings: &[Setting {
        name: "raw_delivery",
        about: "True where the subscription delivers raw messages, which nobody signs; false by default.",
        check: Setting::flag,
    }],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailListUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Ses {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let topics = setup.secrets.get("topic_arn")?;
        if is_raw(callback, setup) {
            return proof::equal(callback.header(TOPIC)?.as_bytes(), topics, TOPIC);
        }
        let envelope = Envelope::of(callback)?;
        proof::equal(envelope.topic_arn.as_bytes(), topics, "TopicArn")?;
        envelope.verify(callback, setup)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let callback = verified.callback();
        if is_raw(callback, verified.setup()) {
            let id = callback.find_header("x-amz-sns-message-id");
            return Ok(record::read(&serde_json::from_slice(verified.body())?, id));
        }
        let envelope = Envelope::of(callback).map_err(|error| Malformed(error.to_string()))?;
        match envelope.kind.as_str() {
            "Notification" => {}
            "SubscriptionConfirmation" => {
                let visit = envelope.subscribe.and_then(|it| envelope::at_sns(&it).ok());
                return Ok(Parsed { visit, ..Parsed::default() });
            }
            // Its address would subscribe again.
            "UnsubscribeConfirmation" => return Ok(Parsed::control()),
            word => return Err(Malformed(format!("an envelope of type `{word}`"))),
        }
        match serde_json::from_str(&envelope.message) {
            Ok(message) => Ok(record::read(&message, Some(&envelope.message_id))),
            // What SES says once it may publish to the topic.
            Err(_) if envelope.message.starts_with("Successfully validated SNS topic") => {
                Ok(Parsed::control())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Asked for only where the topic is the source's: nobody else makes the hub fetch anything.
    fn key(&self, callback: &Callback, setup: &Setup) -> Result<Option<KeyRequest>, Refusal> {
        if setup.secrets.find("certificate").is_some() || is_raw(callback, setup) {
            return Ok(None);
        }
        let envelope = Envelope::of(callback)?;
        proof::equal(envelope.topic_arn.as_bytes(), setup.secrets.get("topic_arn")?, "TopicArn")?;
        envelope.certificate().map(Some)
    }
}

/// A message without its envelope, which counts only where the source is set up for it.
fn is_raw(callback: &Callback, setup: &Setup) -> bool {
    setup.is_on("raw_delivery") && callback.find_header(RAW).is_some_and(|raw| raw == "true")
}
