//! 8x8: Viber Business Messages of its Messaging Apps.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one JSON object a request, with namespace and type around a payload.
//! See <https://developer.8x8.com/connect/docs/viber/webhooks-delivery-receipts>.

use crate::kinds;
use adapter::dialect::{Told, eight_by_eight};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "8x8",
    title: "8x8 Viber",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developer.8x8.com/connect/docs/viber/webhooks-delivery-receipts",
    steps: "Set the callback URL by the Webhooks Configuration API for Messaging Apps. What you send as clientMessageId comes back as metadata.",
    secrets: &[],
    settings: &[],
    kinds: kinds::AND_CLICKS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    Ok(Parsed::from(eight_by_eight::read(verified.body())?.and_then(tell)))
}

fn tell(told: Told) -> Result<Event, Skipped> {
    told.only(&["viber"], "Viber")?;
    let kind = meaning(&told.word)?;
    told.event(kind)
}

/// 8x8's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" => EventKind::ViberDelivered,
        "read" => EventKind::ViberViewed,
        "undelivered" | "failed" => EventKind::ViberFailed,
        "expired" => EventKind::ViberExpired,
        "rejected" => EventKind::ViberRejected,
        Told::CLICKED => EventKind::ViberClicked,
        // Viber has it, the phone not yet: another receipt follows.
        "queued" | "sent" | "delivered_to_operator" | Told::INCOMING => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}
