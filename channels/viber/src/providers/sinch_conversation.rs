//! Sinch Conversation API: Viber Business Messages and bots.
//! Auth: HMAC-SHA256 over the raw body, a nonce and the time, where the webhook has a secret.
//! Shape: one JSON object a request, named by what is in it.
//! See <https://developers.sinch.com/docs/conversation/callbacks/>.

use adapter::dialect::{Told, sinch};
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct SinchConversation;

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "sinch_conversation",
    title: "Sinch Conversation API, Viber",
    proof: "An HMAC-SHA256 over the body, a nonce and the time; without the secret, the secret address.",
    covers: Covers::Bytes,
    docs: "https://developers.sinch.com/docs/conversation/callbacks/",
    steps: "Add a webhook with the callback URL and a secret to the app, with the triggers MESSAGE_DELIVERY, OPT_IN and OPT_OUT. Metadata of a message comes back as metadata.",
    secrets: sinch::SECRETS,
    settings: &[],
    kinds: &[
        EventKind::ViberDelivered,
        EventKind::ViberFailed,
        EventKind::ViberExpired,
        EventKind::ViberRejected,
        EventKind::ViberSubscribed,
        EventKind::ViberUnsubscribed,
        EventKind::ViberViewed,
    ],
};

impl Adapter for SinchConversation {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        sinch::verify(callback, setup)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        Ok(Parsed::from(sinch::read(verified.body())?.and_then(tell)))
    }
}

fn tell(told: Told) -> Result<Event, Skipped> {
    told.only(&["viber"], "Viber")?;
    let kind = meaning(&told.word)?;
    told.event(kind)
}

/// Sinch's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" => EventKind::ViberDelivered,
        "read" => EventKind::ViberViewed,
        "failed" => EventKind::ViberFailed,
        "expired" => EventKind::ViberExpired,
        "rejected" => EventKind::ViberRejected,
        "opted in" => EventKind::ViberSubscribed,
        "opted out" => EventKind::ViberUnsubscribed,
        "queued_on_channel" | "switching_channel" | "opt failed" | Told::INCOMING => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}
