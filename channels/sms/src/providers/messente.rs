//! Messente: delivery reports of SMS, and messages that came in.
//! Auth: HMAC-SHA256 over the raw body where the source has the secret, else the callback's address.
//! Shape: one flat JSON object a request, or the query of a GET; times are UTC without saying so.
//! See <https://messente.com/documentation/omnichannel-api/delivery-report>.

use crate::{keyword, kinds};
use adapter::dialect::{Told, messente};
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct Messente;

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "messente",
    title: "Messente SMS",
    proof: "An HMAC-SHA256 over the body; without the secret, the secret address.",
    covers: Covers::Bytes,
    docs: "https://messente.com/documentation/omnichannel-api/delivery-report",
    steps: "Give the callback URL as dlr_url with each message you send, and enter it as Inbound Number Callback URL in the Developers view.",
    secrets: messente::SECRETS,
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for Messente {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        messente::verify(callback, setup)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let told = messente::read(verified.callback())?;
        Ok(Parsed::from(told.and_then(|told| tell(told, verified.setup()))))
    }
}

fn tell(told: Told, setup: &Setup) -> Result<Event, Skipped> {
    told.only(&["sms", "mms"], "an SMS")?;
    let kind = meaning(&told, setup)?;
    told.event(kind)
}

/// Messente's words, in ours.
fn meaning(told: &Told, setup: &Setup) -> Result<EventKind, Skipped> {
    Ok(match told.word.as_str() {
        "ack" | "acceptd" | "sent" => EventKind::SmsProcessed,
        "delivrd" | "delivered" => EventKind::SmsDelivered,
        "undeliv" | "failed" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejectd" | "nack" => EventKind::SmsRejected,
        Told::INCOMING => keyword::decision(setup, told.written.as_deref().unwrap_or_default())?,
        "seen" | "unknown" => return Err(Skipped::known(&told.word)),
        word => return Err(Skipped::unknown(word)),
    })
}
