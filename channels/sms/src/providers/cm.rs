//! CM.com: status reports, and messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, reports under `messages`, or the query of a GET. Times name no zone.
//! See <https://developers.cm.com/messaging/docs/incoming-status-report>.

use crate::{keyword, kinds};
use adapter::dialect::{Told, cm};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Setup, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "cm",
    title: "CM.com SMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.cm.com/messaging/docs/incoming-status-report",
    steps: "In the Channels app enter the callback URL of the SMS gateway for status reports, as JSON, and for incoming messages. Give each message a reference: no other id is reported.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let entries = cm::read(verified.callback())?.into_iter();
    Ok(entries.map(|told| tell(told?, verified.setup())).collect())
}

fn tell(told: Told, setup: &Setup) -> Result<Event, Skipped> {
    told.only(&["sms", "mms"], "an SMS")?;
    let kind = meaning(&told, setup)?;
    told.event(kind)
}

/// CM.com's words, in ours.
fn meaning(told: &Told, setup: &Setup) -> Result<EventKind, Skipped> {
    Ok(match told.word.as_str() {
        "accepted" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "failed" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejected" => EventKind::SmsRejected,
        Told::INCOMING => keyword::decision(setup, told.written.as_deref().unwrap_or_default())?,
        "read" => return Err(Skipped::known("read")),
        word => return Err(Skipped::unknown(word)),
    })
}
