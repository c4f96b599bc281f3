//! Routee: delivery reports of SMS, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one JSON object a request.
//! See <https://docs.routee.net/reference/sms-delivery-reports>.

use crate::{keyword, kinds};
use adapter::dialect::{Told, routee};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Setup, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "routee",
    title: "Routee SMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://docs.routee.net/reference/sms-delivery-reports",
    steps: "Give the callback URL with each message you send as callback.url, with the strategy OnChange, and enter it as URL of your inbound numbers. The label of a message comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let told = routee::read(verified.body())?;
    Ok(Parsed::from(told.and_then(|told| tell(told, verified.setup()))))
}

fn tell(told: Told, setup: &Setup) -> Result<Event, Skipped> {
    told.only(&["sms", "mms"], "an SMS")?;
    let kind = meaning(&told, setup)?;
    told.event(kind)
}

/// Routee's words, in ours.
fn meaning(told: &Told, setup: &Setup) -> Result<EventKind, Skipped> {
    Ok(match told.word.as_str() {
        "queued" | "sent" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "undelivered" | "failed" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        // Unsent: there was no money for it.
        "rejected" | "unsent" => EventKind::SmsRejected,
        Told::INCOMING => keyword::decision(setup, told.written.as_deref().unwrap_or_default())?,
        word => return Err(Skipped::unknown(word)),
    })
}
