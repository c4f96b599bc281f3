//! Sinch Conversation API: delivery reports of SMS, messages that came in, opt-ins and opt-outs.
//! Auth: HMAC-SHA256 over the raw body, a nonce and the time, where the webhook has a secret.
//! Shape: one JSON object a request, named by what is in it.
//! See <https://developers.sinch.com/docs/conversation/callbacks/>.

use crate::{keyword, kinds};
use adapter::dialect::{Told, sinch};
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct SinchConversation;

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "sinch_conversation",
    title: "Sinch Conversation API, SMS",
    proof: "An HMAC-SHA256 over the body, a nonce and the time; without the secret, the secret address.",
    covers: Covers::Bytes,
    docs: "https://developers.sinch.com/docs/conversation/callbacks/",
    steps: "Add a webhook with the callback URL and a secret to the app, with the triggers MESSAGE_DELIVERY, MESSAGE_INBOUND, OPT_IN and OPT_OUT. Metadata of a message comes back as metadata.",
    secrets: sinch::SECRETS,
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for SinchConversation {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        sinch::verify(callback, setup)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let told = sinch::read(verified.body())?;
        Ok(Parsed::from(told.and_then(|told| tell(told, verified.setup()))))
    }
}

fn tell(told: Told, setup: &Setup) -> Result<Event, Skipped> {
    told.only(&["sms", "mms"], "an SMS")?;
    let kind = meaning(&told, setup)?;
    told.event(kind)
}

/// Sinch's words, in ours.
fn meaning(told: &Told, setup: &Setup) -> Result<EventKind, Skipped> {
    Ok(match told.word.as_str() {
        "queued_on_channel" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "failed" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejected" => EventKind::SmsRejected,
        "opted in" => EventKind::SmsSubscribed,
        "opted out" => EventKind::SmsUnsubscribed,
        Told::INCOMING => keyword::decision(setup, told.written.as_deref().unwrap_or_default())?,
        "read" | "switching_channel" | "opt failed" => return Err(Skipped::known(&told.word)),
        word => return Err(Skipped::unknown(word)),
    })
}
