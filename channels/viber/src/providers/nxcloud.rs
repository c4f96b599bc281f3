//! NXCloud: Viber Business Messages.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one JSON object a request, without recipient, and without the time of what happened.
//! See <https://github.com/nxtele/nxcloud-doc-en/wiki/Viber-webhook>.

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
};
use event::{Channel, Event, EventKind, Reason};

pub(super) struct NxCloud;

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "nxcloud",
    title: "NXCloud Viber",
    proof: "Nothing is signed: the secret address proves the callback, basic or bearer credentials add to it.",
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

impl Adapter for NxCloud {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let fields = Fields::of_object(&serde_json::from_slice(verified.body())?);
        let mut parsed = Parsed::default();
        parsed.push(tell(&fields));
        Ok(parsed)
    }
}

fn tell(fields: &Fields) -> Result<Event, Skipped> {
    let text = |name| fields.first(name).map(ToOwned::to_owned);
    if fields.first("traceRequestId").is_some() {
        return Err(Skipped::known("incoming message"));
    }
    let word = text("status").or(text("code")).ok_or_else(|| Skipped::unknown("no status"))?;
    let kind = meaning(&word.to_lowercase())?;
    let mut event = Event::new(kind);
    // `sendTime` is when the message went out, by a clock that is not named.
    event.message_id = text("requestId");
    event.event_id.clone_from(&event.message_id);
    if matches!(kind, EventKind::ViberFailed | EventKind::ViberExpired) {
        event.details.reason = Some(Reason { code: text("code"), text: text("message") })
            .filter(|reason| *reason != Reason::default());
    }
    Skipped::unless_named(event)
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
