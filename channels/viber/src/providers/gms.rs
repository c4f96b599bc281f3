//! GMS (Hyber): Viber Business Messages.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, one report or a list of them; those of SMS come to the same URL.
//! See <https://developers.gms-worldwide.com/cpaas/receive-message-delivery-report/>.

use crate::kinds;
use adapter::dialect::{Told, gms};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "gms",
    title: "GMS Viber",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.gms-worldwide.com/cpaas/receive-message-delivery-report/",
    steps: "Let your manager at GMS enter the callback URL for delivery reports, and switch on those of seen messages. What you send as extra_id comes back as metadata.",
    secrets: &[],
    settings: &[],
    kinds: kinds::STATUSES,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    Ok(gms::read(verified.body())?.into_iter().map(|told| tell(told?)).collect())
}

fn tell(told: Told) -> Result<Event, Skipped> {
    told.only(&["viber"], "Viber")?;
    let kind = meaning(&told.word)?;
    told.event(kind)
}

/// GMS's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" => EventKind::ViberDelivered,
        "seen" => EventKind::ViberViewed,
        "undelivered" => EventKind::ViberFailed,
        "expired" => EventKind::ViberExpired,
        "rejected" => EventKind::ViberRejected,
        "in process" | Told::INCOMING => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
