//! Infobip's Viber Business Messages: delivery and seen reports, clicks on shortened links.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, reports in a list `results`, a click by itself. Offsets have no colon.
//! See <https://www.infobip.com/docs/api/channels/viber/viber-business-messages>.

use crate::kinds;
use adapter::dialect::infobip::{self, Report, Word};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "infobip",
    title: "Infobip Viber",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://www.infobip.com/docs/api/channels/viber/viber-business-messages",
    steps: "Under Developer tools > Subscriptions add the callback URL for delivery and seen reports of Viber, or give it with each message as webhooks.delivery.url. For clicks give it as urlOptions.trackingUrl. What you send as callbackData comes back as metadata.",
    secrets: &[],
    settings: &[],
    kinds: kinds::AND_CLICKS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    infobip::read(verified.body(), tell)
}

fn tell(report: Report) -> Result<Event, Skipped> {
    if report.channel().is_some_and(|channel| !channel.starts_with("VIBER")) {
        return Err(Skipped::known("not Viber"));
    }
    let kind = meaning(report.word())?;
    report.event(kind)
}

/// Infobip's words, in ours.
fn meaning(word: Word) -> Result<EventKind, Skipped> {
    Ok(match word {
        Word::Delivered => EventKind::ViberDelivered,
        Word::Undeliverable => EventKind::ViberFailed,
        Word::Expired => EventKind::ViberExpired,
        Word::Rejected => EventKind::ViberRejected,
        Word::Seen => EventKind::ViberViewed,
        Word::Clicked => EventKind::ViberClicked,
        // Viber has it, the phone not yet: another report follows.
        Word::DeliveredToOperator => return Err(Skipped::known("delivered to operator")),
        Word::Pending => return Err(Skipped::known("pending")),
        Word::Incoming => return Err(Skipped::known("incoming message")),
        Word::Other(word) => return Err(Skipped::unknown(word)),
    })
}
