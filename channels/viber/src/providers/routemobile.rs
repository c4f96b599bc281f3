//! Route Mobile: Viber Business Messages.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: one flat JSON object a request. Times are in seconds or in milliseconds.
//! See <https://developer.rmlconnect.net/route-mobile-project/reference/viberclientcallback>.

use adapter::proof;
use adapter::{Covers, Facts, Fields, Malformed, Parsed, Skipped, Unsigned, Verified, when};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) static ADAPTER: Unsigned = Unsigned { facts: &FACTS, read };

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "routemobile",
    title: "Route Mobile Viber",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developer.rmlconnect.net/route-mobile-project/reference/viberclientcallback",
    steps: "Let Route Mobile enter the callback URL in the webhook configuration of your Viber service.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::ViberDelivered,
        EventKind::ViberExpired,
        EventKind::ViberSubscribed,
        EventKind::ViberUnsubscribed,
        EventKind::ViberViewed,
    ],
};

fn read(verified: &Verified<'_>) -> Result<Parsed, Malformed> {
    let object = serde_json::from_slice(verified.body())?;
    let fields = Fields::of_object(&object);
    Ok(match fields.first("message_status") {
        Some(word) => Parsed::from(tell(&word.to_lowercase(), &fields)),
        None if object.contains_key("message") => Parsed::skip(Skipped::known("incoming message")),
        None => Parsed::skip(Skipped::unknown("no message_status")),
    })
}

fn tell(word: &str, fields: &Fields) -> Result<Event, Skipped> {
    let text = |name| fields.first(name).map(ToOwned::to_owned);
    let kind = meaning(word)?;
    let mut event = Event::new(kind);
    let request = text("request_id");
    event.recipient = text("phone_number");
    let time = fields.first("message_time");
    event.occurred_at = time.and_then(|time| when::of(&Value::from(time)));
    // A person may come and go by the same message.
    if !matches!(kind, EventKind::ViberSubscribed | EventKind::ViberUnsubscribed) {
        event.event_id.clone_from(&request);
        event.message_id = request;
    }
    Skipped::unless_named(event)
}

/// Route Mobile's words, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" => EventKind::ViberDelivered,
        "seen" => EventKind::ViberViewed,
        "expired" => EventKind::ViberExpired,
        "subscribe" => EventKind::ViberSubscribed,
        "unsubscribe" => EventKind::ViberUnsubscribed,
        "sent" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
