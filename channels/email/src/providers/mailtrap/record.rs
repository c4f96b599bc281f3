//! What an event of Mailtrap says, in our words.

use crate::known::known;
use crate::{bounce, refusal, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Click, Client, Event, EventKind, Reason};
use serde_json::{Map, Value};

pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let mut event = Event::new(meaning(entry)?);
    event.recipient = text("email");
    event.message_id = text("message_id");
    event.event_id = text("event_id");
    event.occurred_at = when::of(&entry["timestamp"]);
    match event.kind {
        EventKind::EmailRejected => {
            event.details.reason = text("reason").map(|words| refusal::reason(&words));
        }
        EventKind::EmailFailed => {
            event.details.reason = known(Reason { code: None, text: text("reason") });
        }
        EventKind::EmailRead | EventKind::EmailClicked | EventKind::EmailUnsubscribed => {
            let (ip, user_agent) = (text("ip"), text("user_agent"));
            event.details.client = known(Client { ip, user_agent, ..Client::default() });
        }
        _ => {
            let words = text("response").unwrap_or_default();
            let said = smtp::reply_with(&[text("response_code").as_deref()], &words);
            bounce::tell(&mut event, Some(verdict(entry)), said);
        }
    }
    if event.kind == EventKind::EmailClicked {
        event.details.click = text("url").map(|url| Click { url });
    }
    event.details.metadata = metadata(entry);
    Ok(event)
}

/// Mailtrap's words, in ours: as they are sent, and as its settings call them.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let word = entry["event"].as_str().unwrap_or("no event");
    Ok(match word.replace('_', " ").as_str() {
        "delivery" => EventKind::EmailDelivered,
        // It is tried again.
        "soft bounce" => EventKind::EmailDeferred,
        "bounce" => EventKind::EmailBounced,
        "reject" => EventKind::EmailRejected,
        // The account has reached a limit.
        "suspension" => EventKind::EmailFailed,
        "open" => EventKind::EmailRead,
        "click" => EventKind::EmailClicked,
        "spam" | "spam complaint" => EventKind::EmailSpam,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "unsubscribe" => EventKind::EmailUnsubscribed,
        _ => return Err(Skipped::unknown(word)),
    })
}

/// A bounce is final; that the address is to blame is left out where the category blames others.
fn verdict(entry: &Value) -> BounceClass {
    let category = entry["bounce_category"].as_str().unwrap_or_default();
    let soft = INNOCENT.iter().any(|it| category.contains(it));
    if soft { BounceClass::Soft } else { BounceClass::Hard }
}

/// Parts of the categories of bounces that are about content, senders, servers or time.
const INNOCENT: [&str; 15] = [
    "spam",
    "policy",
    "quota",
    "content",
    "virus",
    "block",
    "greylist",
    "unavailable",
    "routing",
    "relay",
    "connection",
    "configuration",
    "protocol",
    "sender",
    "expired",
];

/// The sender's variables, and the category unless a variable has its name.
fn metadata(entry: &Value) -> Map<String, Value> {
    let mut metadata = entry["custom_variables"].as_object().cloned().unwrap_or_default();
    if let Some(category) = as_text(&entry["category"]) {
        metadata.entry("category").or_insert(category.into());
    }
    metadata
}
