//! CM.com: Viber Business Messages.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, reports under `messages`, or the query of a GET. Times name no zone.
//! See <https://developers.cm.com/messaging/docs/incoming-status-report>.

use crate::kinds;
use adapter::dialect::{Told, cm};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "cm",
    title: "CM.com Viber",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.cm.com/messaging/docs/incoming-status-report",
    steps: "In the Channels app enter the callback URL of the Viber gateway for status reports, as JSON. Give each message a reference: no other id is reported.",
    secrets: &[],
    settings: &[],
    kinds: kinds::STATUSES,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    Ok(cm::read(verified.callback())?.into_iter().map(|told| tell(told?)).collect())
}

fn tell(told: Told) -> Result<Event, Skipped> {
    told.only(&["viber"], "Viber")?;
    let kind = meaning(&told.word)?;
    told.event(kind)
}

/// CM.com's words, in ours. A report does not name its channel: let no other come here.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" => EventKind::ViberDelivered,
        "read" => EventKind::ViberViewed,
        "failed" => EventKind::ViberFailed,
        "expired" => EventKind::ViberExpired,
        "rejected" => EventKind::ViberRejected,
        "accepted" | Told::INCOMING => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
