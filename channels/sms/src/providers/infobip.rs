//! Infobip SMS: delivery reports, incoming messages, clicks on shortened links.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: JSON, reports in a list `results`, a click by itself. Offsets have no colon.
//! See <https://www.infobip.com/docs/api/channels/sms/logs-and-status-reports>.

use crate::{keyword, kinds};
use adapter::dialect::infobip::{self, Report, Word};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Setup, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "infobip",
    title: "Infobip SMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://www.infobip.com/docs/api/channels/sms/logs-and-status-reports",
    steps: "Under Developer tools > Subscriptions add the callback URL for delivery reports and inbound messages of SMS, or give it with each message as webhooks.delivery.url. For clicks give it as urlOptions.trackingUrl. What you send as callbackData comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_CLICKS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    infobip::read(verified.body(), |report| tell(report, verified.setup()))
}

fn tell(report: Report, setup: &Setup) -> Result<Event, Skipped> {
    if report.channel().is_some_and(|channel| !matches!(channel, "SMS" | "MMS")) {
        return Err(Skipped::known("not an SMS"));
    }
    let kind = meaning(&report, setup)?;
    report.event(kind)
}

/// Infobip's words, in ours.
fn meaning(report: &Report, setup: &Setup) -> Result<EventKind, Skipped> {
    Ok(match report.word() {
        Word::Pending => EventKind::SmsProcessed,
        // Of SMS, operators that confirm no more than that they took it over are many.
        Word::Delivered | Word::DeliveredToOperator => EventKind::SmsDelivered,
        Word::Undeliverable => EventKind::SmsFailed,
        Word::Expired => EventKind::SmsExpired,
        Word::Rejected => EventKind::SmsRejected,
        Word::Clicked => EventKind::SmsClicked,
        Word::Incoming => report
            .texts()
            .find_map(|text| keyword::decision(setup, text).ok())
            .ok_or_else(|| Skipped::known("incoming message"))?,
        Word::Seen => return Err(Skipped::known("seen")),
        Word::Other(word) => return Err(Skipped::unknown(word)),
    })
}
