//! TurboSMS: delivery statuses of Viber messages, and clicks on their buttons.
//! Auth: SHA-1 of the key and the event's id where the source has the key, else the callback's address.
//! Shape: a form or JSON, with what happened under `data`; that of SMS comes to the same URL.
//! See <https://turbosms.ua/en/callback.html>.

use crate::kinds;
use adapter::dialect::{Told, turbosms};
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct TurboSms;

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "turbosms",
    title: "TurboSMS Viber",
    proof: "A SHA-1 hash of the webhook's secret key and the event's id; without the secret, the secret address.",
    covers: Covers::Nothing,
    docs: "https://turbosms.ua/en/callback.html",
    steps: "Under Webhooks add one with the callback URL and a secret key, for the delivery statuses of Viber and the clicks on its buttons.",
    secrets: turbosms::SECRETS,
    settings: &[],
    kinds: kinds::AND_CLICKS,
};

impl Adapter for TurboSms {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        turbosms::verify(callback, setup)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        Ok(Parsed::from(turbosms::read(verified.callback())?.and_then(tell)))
    }
}

fn tell(told: Told) -> Result<Event, Skipped> {
    told.only(&["viber"], "Viber")?;
    let kind = meaning(&told.word)?;
    told.event(kind)
}

/// TurboSMS's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" | "delivrd" => EventKind::ViberDelivered,
        "read" | "seen" | "viewed" => EventKind::ViberViewed,
        "undelivered" | "undeliv" | "failed" => EventKind::ViberFailed,
        "expired" => EventKind::ViberExpired,
        "rejected" | "rejectd" => EventKind::ViberRejected,
        Told::CLICKED => EventKind::ViberClicked,
        "queued" | "accepted" | "acceptd" | "sent" | "enroute" | "cancelled" | "unknown" => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}
