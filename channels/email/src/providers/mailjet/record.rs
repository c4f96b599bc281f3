//! What an event of Mailjet says, in our words.

use crate::attached::attached;
use crate::known::known;
use crate::{bounce, refusal, smtp};
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Click, Client, Event, EventKind, Geo, Reason, Response};
use serde_json::{Map, Value};

pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let mut event = Event::new(meaning(entry)?);
    event.recipient = text("email");
    event.message_id = text("MessageID").or_else(|| text("mj_message_id"));
    event.occurred_at = when::of(&entry["time"]);
    match event.kind {
        EventKind::EmailRejected => event.details.reason = known(reason(entry)),
        EventKind::EmailRead | EventKind::EmailClicked | EventKind::EmailUnsubscribed => {
            event.details.client = known(Client {
                user_agent: text("agent"),
                ip: text("ip"),
                geo: known(Geo { country: text("geo"), ..Geo::default() }),
                ..Client::default()
            });
        }
        _ => bounce::tell(&mut event, Some(verdict(entry)), said(entry)),
    }
    if event.kind == EventKind::EmailClicked {
        event.details.click = text("url").map(|url| Click { url });
    }
    event.details.metadata = metadata(entry);
    Ok(event)
}

/// Mailjet's words, in ours.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let word = entry["event"].as_str().unwrap_or("no event");
    Ok(match word {
        // The receiving server took it; there is no other word for that.
        "sent" => EventKind::EmailDelivered,
        "bounce" if entry["error"] == "greylisted" && !is_hard(entry) => EventKind::EmailDeferred,
        "bounce" => EventKind::EmailBounced,
        "blocked" => EventKind::EmailRejected,
        "open" => EventKind::EmailRead,
        "click" => EventKind::EmailClicked,
        "spam" => EventKind::EmailSpam,
        "unsub" if entry["agent"] == "List-Unsubscribe" => EventKind::EmailListUnsubscribed,
        "unsub" => EventKind::EmailUnsubscribed,
        _ => return Err(Skipped::unknown(word)),
    })
}

fn is_hard(entry: &Value) -> bool {
    as_flag(&entry["hard_bounce"]) == Some(true)
        || as_text(&entry["hard_bounce"]).as_deref() == Some("1")
}

/// A hard bounce whose cause Mailjet itself finds elsewhere says nothing about the address.
fn verdict(entry: &Value) -> BounceClass {
    let [related, error] =
        ["error_related_to", "error"].map(|name| entry[name].as_str().unwrap_or_default());
    let innocent = matches!(related, "spam" | "content" | "system" | "mailjet" | "policy issue")
        || matches!(error, "quota exceeded" | "relay/access denied" | "greylisted");
    if is_hard(entry) && !innocent { BounceClass::Hard } else { BounceClass::Soft }
}

/// What the receiving server said, else what Mailjet makes of it.
fn said(entry: &Value) -> Response {
    let words = ["smtp_reply", "comment", "error"].iter().find_map(|name| as_text(&entry[name]));
    smtp::reply(&words.unwrap_or_default())
}

/// Why it was not tried, by Mailjet's list of errors.
fn reason(entry: &Value) -> Reason {
    let error = as_text(&entry["error"]).unwrap_or_default();
    let code = match error.as_str() {
        // The address bounced lately, or often.
        "preblocked" => Some("suppressed_bounce"),
        "blacklisted" => Some("suppressed"),
        "spam reporter" => Some("suppressed_spam"),
        "user unknown" | "mailbox inactive" | "invalid domain" | "no mail host" | "typofix" => {
            Some("invalid")
        }
        _ => None,
    };
    let words = as_text(&entry["comment"]).unwrap_or(error);
    let found = refusal::reason(&words);
    Reason { code: code.map(ToOwned::to_owned).or(found.code), text: found.text }
}

/// The sender's payload, and beside it the names that the sender gave to message and campaign.
fn metadata(entry: &Value) -> Map<String, Value> {
    let mut metadata = attached("Payload", entry["Payload"].as_str());
    for name in ["CustomID", "customcampaign"] {
        if let Some(text) = as_text(&entry[name]) {
            metadata.entry(name).or_insert(text.into());
        }
    }
    metadata
}
