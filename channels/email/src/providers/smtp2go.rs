//! SMTP2GO webhooks: one notification a request.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a form or a JSON object of flat keys, custom headers among them in the case they had.
//! See <https://developers.smtp2go.com/docs/webhooks-overview>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct Smtp2Go;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "smtp2go",
    title: "SMTP2GO",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.smtp2go.com/docs/webhooks-overview",
    steps: "Under Settings > Webhooks add a webhook with the callback URL, choose JSON or form and every e-mail event. Name the custom headers that hold your own ids.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Smtp2Go {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let fields = Fields::of_callback(verified.callback())?;
        let word = fields.first("event").ok_or_else(|| Malformed("no event".to_owned()))?;
        let word = word.to_lowercase();
        let template = match record::event(&word, &fields) {
            Ok(event) => event,
            Err(skipped) => return Ok(Parsed::skip(skipped)),
        };
        let recipients = record::recipients(&fields);
        if recipients.is_empty() {
            return Ok(Parsed::skip(Skipped::unknown(format!("{word} without recipient"))));
        }
        let about = |recipient| Ok(Event { recipient: Some(recipient), ..template.clone() });
        Ok(recipients.into_iter().map(about).collect())
    }
}
