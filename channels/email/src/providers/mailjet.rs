//! Mailjet event callbacks: one event a request, or a group of them.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` beside it.
//! Shape: a bare JSON object, or an array of them; ids exceed 2^53.
//! See <https://dev.mailjet.com/email/guides/webhooks/>.

mod record;

use adapter::lenient::entries;
use adapter::proof::{self, Proof};
use adapter::{Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Verified};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct Mailjet;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailjet",
    title: "Mailjet",
    proof: "Nothing is signed: the secret address proves the callback, basic credentials add to it.",
    covers: Covers::Nothing,
    docs: "https://dev.mailjet.com/email/guides/webhooks/",
    steps: "Under Account settings > Event notifications (webhooks) enter the callback URL for every event. Send your own ids as the event payload of the message, as a JSON object.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailUnsubscribed,
        EventKind::EmailListUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Mailjet {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Value = serde_json::from_slice(verified.body())?;
        Ok(entries(&body).iter().map(record::event).collect())
    }
}
