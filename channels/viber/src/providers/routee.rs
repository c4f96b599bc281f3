//! Routee: Viber Business Messages.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one JSON object a request.
//! See <https://docs.routee.net/docs/viber-messaging-statuses>.

use crate::kinds;
use adapter::dialect::{Told, routee};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "routee",
    title: "Routee Viber",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://docs.routee.net/docs/viber-messaging-statuses",
    steps: "Give the callback URL with each message you send as callback.url, with the strategy OnChange. The label of a message comes back as metadata.",
    secrets: &[],
    settings: &[],
    kinds: kinds::STATUSES,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    Ok(Parsed::from(routee::read(verified.body())?.and_then(tell)))
}

fn tell(told: Told) -> Result<Event, Skipped> {
    told.only(&["viber"], "Viber")?;
    let kind = meaning(&told.word)?;
    told.event(kind)
}

/// Routee's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" => EventKind::ViberDelivered,
        "seen" => EventKind::ViberViewed,
        "undelivered" | "failed" => EventKind::ViberFailed,
        "expired" => EventKind::ViberExpired,
        // Unsent: there was no money for it.
        "rejected" | "unsent" => EventKind::ViberRejected,
        "queued" | "sent" | Told::INCOMING => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
