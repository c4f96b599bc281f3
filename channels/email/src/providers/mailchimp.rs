//! Mailchimp Marketing webhooks: one change of an audience a request.
//! Auth: nothing is signed; the callback's address is the proof.
//! Shape: a form whose keys nest in brackets: `type`, `fired_at`, `data[email]`, `data[merges][FNAME]`.
//! See <https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Setup, Verified,
};
use event::{Channel, EventKind};

pub(super) struct Mailchimp;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailchimp",
    title: "Mailchimp",
    proof: "Nothing is signed: the secret address proves the callback.",
    covers: Covers::Nothing,
    docs: "https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/",
    steps: "Open the audience, and under Settings > Webhooks add the callback URL with every type of update, made by a subscriber, an admin and the API.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailDeactivated,
        EventKind::EmailProfileUpdated,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Mailchimp {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let form = Fields::of_callback(verified.callback())?;
        // What is asked before a webhook is saved.
        if form.pairs().next().is_none() {
            return Ok(Parsed::control());
        }
        Ok(record::event(&form).into())
    }
}
