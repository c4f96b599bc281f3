//! NXCloud: Viber Business Messages.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one JSON object a request, without recipient, and without the time of what happened.
//! See <https://github.com/nxtele/nxcloud-doc-en/wiki/Viber-webhook>.

use adapter::proof;
use adapter::{Covers, Facts, Fields, Malformed, Parsed, Report, Skipped, Unsigned, Verified};
use event::{Channel, Event, EventKind};

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "nxcloud",
    title: "NXCloud Viber",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://github.com/nxtele/nxcloud-doc-en/wiki/Viber-webhook",
    steps: "Enter the callback URL as dr_webhook of the application. No recipient is reported: keep the requestId of each message you send.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::ViberDelivered,
        EventKind::ViberFailed,
        EventKind::ViberExpired,
        EventKind::ViberViewed,
    ],
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let fields = Fields::of_object(&serde_json::from_slice(verified.body())?);
    Ok(Parsed::from(tell(&fields)))
}

fn tell(fields: &Fields) -> Result<Event, Skipped> {
    if fields.first("traceRequestId").is_some() {
        return Err(Skipped::known("incoming message"));
    }
    let word = fields.one_of(&["status", "code"]).ok_or_else(|| Skipped::unknown("no status"))?;
    let word = word.to_lowercase();
    // `sendTime` is when the message went out, by a clock that is not named.
    let report = Report {
        message_id: fields.text("requestId"),
        code: fields.text("code"),
        text: fields.text("message"),
        ..Report::default()
    };
    report.event(meaning(&word)?, &word)
}

/// NXCloud's words, in ours; its codes say the same.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "failed" | "11000" => EventKind::ViberFailed,
        "delivered" | "11001" => EventKind::ViberDelivered,
        "seen" | "11002" => EventKind::ViberViewed,
        "expired" | "11003" => EventKind::ViberExpired,
        // Sent, no more.
        "success" | "0" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
