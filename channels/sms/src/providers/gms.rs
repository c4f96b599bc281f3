//! GMS (Hyber): delivery reports of SMS, and users' replies.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, one report or a list of them; those of Viber come to the same URL.
//! See <https://developers.gms-worldwide.com/cpaas/receive-message-delivery-report/>.

use crate::{keyword, kinds};
use adapter::dialect::{Told, gms};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Setup, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "gms",
    title: "GMS SMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.gms-worldwide.com/cpaas/receive-message-delivery-report/",
    steps: "Let your manager at GMS enter the callback URL for delivery reports and replies, or give it with each message as callback_url. What you send as extra_id comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let entries = gms::read(verified.body())?.into_iter();
    Ok(entries.map(|told| tell(told?, verified.setup())).collect())
}

fn tell(told: Told, setup: &Setup) -> Result<Event, Skipped> {
    told.only(&["sms", "mms"], "an SMS")?;
    let kind = meaning(&told, setup)?;
    told.event(kind)
}

/// GMS's words, in ours. The final status alone is reported.
fn meaning(told: &Told, setup: &Setup) -> Result<EventKind, Skipped> {
    Ok(match told.word.as_str() {
        "in process" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "undelivered" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejected" => EventKind::SmsRejected,
        Told::INCOMING => keyword::decision(setup, told.written.as_deref().unwrap_or_default())?,
        "seen" => return Err(Skipped::known("seen")),
        word => return Err(Skipped::unknown(word)),
    })
}
