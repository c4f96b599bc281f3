//! Amazon SES, through Amazon SNS: one notification a request, about one or more recipients.
//! Auth: an RSA signature over named fields of the envelope, by a certificate that it names.
//! Shape: a JSON envelope as text/plain; its `Message` is JSON in a text, of either of two styles.
//! See <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>.

mod mail;
mod record;
mod subscription;
#[cfg(test)]
mod tests;

use adapter::dialect::sns;
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, KeyRequest, Malformed, Parsed, Refusal, Setup, Verified,
};
use event::{Channel, EventKind};

pub(super) struct Ses;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "ses",
    title: "Amazon SES",
    proof: "An RSA signature of Amazon SNS over the notification, which must be of the source's topic.",
    covers: Covers::Values,
    docs: "https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html",
    steps: "Make a standard SNS topic, and let a configuration set of SES publish every event to it. Subscribe the callback URL to the topic over HTTPS, raw message delivery off; send each message to one recipient, and your own ids as message tags.",
    secrets: sns::SECRETS,
    settings: sns::SETTINGS,
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
        sns::verify(callback, setup, &sns::AMAZON)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        sns::read(verified, record::read)
    }

    fn key(&self, callback: &Callback, setup: &Setup) -> Result<Option<KeyRequest>, Refusal> {
        sns::key(callback, setup, &sns::AMAZON)
    }
}
