//! TurboSMS: delivery statuses of SMS.
//! Auth: SHA-1 of the key and the event's id where the source has the key, else the callback's address.
//! Shape: a form or JSON, with what happened under `data`; that of Viber comes to the same URL.
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
    channel: Channel::Sms,
    name: "turbosms",
    title: "TurboSMS",
    proof: "A SHA-1 hash of the webhook's secret key and the event's id; without the secret, the secret address.",
    covers: Covers::Nothing,
    docs: "https://turbosms.ua/en/callback.html",
    steps: "Under Webhooks add one with the callback URL and a secret key, for the delivery statuses of SMS by the API that you use.",
    secrets: turbosms::SECRETS,
    settings: &[],
    kinds: kinds::STATUSES,
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
    told.only(&["sms"], "an SMS")?;
    let kind = meaning(&told.word)?;
    told.event(kind)
}

/// TurboSMS's words, in ours: those of its API, and those of SMPP, which it says it follows.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "queued" | "accepted" | "acceptd" | "sent" | "enroute" => EventKind::SmsProcessed,
        "delivered" | "delivrd" => EventKind::SmsDelivered,
        "undelivered" | "undeliv" | "failed" | "deleted" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejected" | "rejectd" => EventKind::SmsRejected,
        "cancelled" | "unknown" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
