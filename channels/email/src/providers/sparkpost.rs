//! SparkPost (Bird Email) webhooks: batches of events.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a JSON array of `{"msys": {class: {…}}}`; every value is a text.
//! See <https://support.sparkpost.com/docs/tech-resources/webhook-event-reference>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct SparkPost;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "sparkpost",
    title: "SparkPost",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://support.sparkpost.com/docs/tech-resources/webhook-event-reference",
    steps: "Under Configuration > Webhooks add the callback URL as the target and choose all events, with basic or OAuth 2.0 credentials if you like. Send your own ids as metadata.",
    secrets: &[],
    settings: &[],
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
        EventKind::EmailAutoReplied,
    ],
};

impl Adapter for SparkPost {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let mut parsed = Parsed::default();
        for entry in serde_json::from_slice::<Vec<Value>>(verified.body())? {
            match entry["msys"].as_object() {
                // The ping is an entry of no class.
                Some(classes) => {
                    classes.iter().for_each(|(class, it)| parsed.push(record::event(class, it)));
                }
                None => parsed.push(Err(Skipped::unknown("no msys"))),
            }
        }
        Ok(parsed)
    }
}
