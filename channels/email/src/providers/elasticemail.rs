//! Elastic Email webhooks: one notification a request.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: flat keys in the query of a GET, in a form or in a JSON object, in whatever case.
//! See <https://help.elasticemail.com/en/articles/4804685-notification-settings>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Setup, Verified,
};
use event::{Channel, EventKind};

pub(super) struct ElasticEmail;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "elasticemail",
    title: "Elastic Email",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://help.elasticemail.com/en/articles/4804685-notification-settings",
    steps: "Under Settings > Notifications add a webhook with the callback URL and choose every event. Send your own ids as the postback of the message.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::EmailDelivered,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for ElasticEmail {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let fields = Fields::of_callback(verified.callback())?;
        // What is asked before a webhook is saved.
        if fields.pairs().next().is_none() {
            return Ok(Parsed::control());
        }
        Ok(record::event(&fields).into())
    }
}
