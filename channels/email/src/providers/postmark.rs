//! Postmark webhooks: one record a request.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a JSON object; each `RecordType` has a name of its own for the time and the recipient.
//! See <https://postmarkapp.com/developer/webhooks/webhooks-overview>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Verified};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct Postmark;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "postmark",
    title: "Postmark",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://postmarkapp.com/developer/webhooks/webhooks-overview",
    steps: "Open the server and each of its message streams, add a webhook with the callback URL under Webhooks and choose every event. Send your own ids as the metadata of the message.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailActivated,
        EventKind::EmailDeactivated,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
        EventKind::EmailAutoReplied,
    ],
};

impl Adapter for Postmark {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let object: Map<String, Value> = serde_json::from_slice(verified.body())?;
        Ok(record::event(&Value::Object(object)).into())
    }
}
