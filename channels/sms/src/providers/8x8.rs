//! 8x8 SMS: delivery receipts, clicks on shortened links, messages that came in.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one JSON object a request, with namespace and type around a payload.
//! See <https://developer.8x8.com/connect/reference/delivery-receipts-for-outbound-sms>.

use crate::{keyword, kinds};
use adapter::dialect::{Told, eight_by_eight};
use adapter::proof;
use adapter::{Covers, Facts, Malformed, Parsed, Setup, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "8x8",
    title: "8x8 SMS",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developer.8x8.com/connect/reference/delivery-receipts-for-outbound-sms",
    steps: "Set the callback URL by the Webhooks Configuration API, or give it with each message as dlrCallbackUrl. What you send as clientMessageId comes back as metadata.",
    secrets: &[],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_CLICKS,
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let told = eight_by_eight::read(verified.body())?;
    Ok(Parsed::from(told.and_then(|told| tell(told, verified.setup()))))
}

fn tell(told: Told, setup: &Setup) -> Result<Event, Skipped> {
    told.only(&["sms"], "an SMS")?;
    let kind = meaning(&told, setup)?;
    told.event(kind)
}

/// 8x8's words, in ours.
fn meaning(told: &Told, setup: &Setup) -> Result<EventKind, Skipped> {
    Ok(match told.word.as_str() {
        "queued" | "sent" | "delivered_to_operator" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "undelivered" | "failed" => EventKind::SmsFailed,
        "expired" => EventKind::SmsExpired,
        "rejected" => EventKind::SmsRejected,
        Told::CLICKED => EventKind::SmsClicked,
        Told::INCOMING => keyword::decision(setup, told.written.as_deref().unwrap_or_default())?,
        word => return Err(Skipped::unknown(word)),
    })
}
