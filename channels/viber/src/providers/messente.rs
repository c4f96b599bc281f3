//! Messente: Viber Business Messages.
//! Auth: HMAC-SHA256 over the raw body where the source has the secret, else the callback's address.
//! Shape: one flat JSON object a request; times are UTC without saying so.
//! See <https://messente.com/documentation/omnichannel-api/delivery-report>.

use crate::kinds;
use adapter::dialect::{Told, messente};
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct Messente;

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "messente",
    title: "Messente Viber",
    proof: "An HMAC-SHA256 over the body; without the secret, the secret address.",
    covers: Covers::Bytes,
    docs: "https://messente.com/documentation/omnichannel-api/delivery-report",
    steps: "Give the callback URL as dlr_url with each message you send.",
    secrets: messente::SECRETS,
    settings: &[],
    kinds: kinds::STATUSES,
};

impl Adapter for Messente {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        messente::verify(callback, setup)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        Ok(Parsed::from(messente::read(verified.callback())?.and_then(tell)))
    }
}

fn tell(told: Told) -> Result<Event, Skipped> {
    told.only(&["viber"], "Viber")?;
    let kind = meaning(&told.word)?;
    told.event(kind)
}

/// Messente's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivrd" => EventKind::ViberDelivered,
        "seen" => EventKind::ViberViewed,
        "undeliv" | "failed" => EventKind::ViberFailed,
        "expired" => EventKind::ViberExpired,
        "rejectd" | "nack" => EventKind::ViberRejected,
        "ack" | "acceptd" | "sent" | "unknown" | Told::INCOMING => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}
