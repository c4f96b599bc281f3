//! What an event of Mailtrap says, in our words.

use crate::attached::{beside, own};
use crate::smtp;
use crate::told::Told;
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Reason};
use serde_json::Value;

pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let words = text("response").unwrap_or_default();
    Told {
        recipient: text("email"),
        message_id: text("message_id"),
        event_id: text("event_id"),
        occurred_at: when::of(&entry["timestamp"]),
        verdict: Some(verdict(entry)),
        said: smtp::reply_with(&[text("response_code").as_deref()], &words),
        reason: Reason { code: None, text: text("reason") },
        client: Client { ip: text("ip"), user_agent: text("user_agent"), ..Client::default() },
        url: text("url"),
        metadata: beside(own(&entry["custom_variables"]), &[("category", &entry["category"])]),
        ..Told::default()
    }
    .event(meaning(entry)?)
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
