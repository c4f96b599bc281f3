//! Brevo (Sendinblue) webhooks, transactional and marketing: one event a request, or a batch.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a JSON object or an array of them; times, ids and addresses have several names and shapes.
//! See <https://developers.brevo.com/docs/transactional-webhooks>.

mod record;

use adapter::lenient::entries;
use adapter::proof::{self, Proof};
use adapter::{Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Verified};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct Brevo;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "brevo",
    title: "Brevo",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.brevo.com/docs/transactional-webhooks",
    steps: "Under Transactional > Email > Settings > Webhook, and for campaigns under Contacts > Settings > Webhooks, add the callback URL and choose every event. Send your own ids in the header X-Mailin-custom, as a JSON object.",
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
        EventKind::EmailDeactivated,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Brevo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Value = serde_json::from_slice(verified.body())?;
        Ok(entries(&body).iter().map(record::events).collect())
    }
}
