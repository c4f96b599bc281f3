//! What an event of Mailjet says, in our words.

use crate::attached::{attached, beside};
use crate::known::known;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Geo, Reason, Response};
use serde_json::Value;

/// What stands for the user agent of whoever left by the header.
const BY_HEADER: &str = "List-Unsubscribe";

pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    Told {
        recipient: text("email"),
        message_id: text("MessageID").or_else(|| text("mj_message_id")),
        occurred_at: when::of(&entry["time"]),
        verdict: Some(verdict(entry)),
        said: said(entry),
        reason: reason(entry),
        client: Client {
            user_agent: text("agent").filter(|agent| agent != BY_HEADER),
            ip: text("ip"),
            geo: known(Geo { country: text("geo"), ..Geo::default() }),
            ..Client::default()
        },
        url: text("url"),
        // The payload, and the names that the sender gave to message and campaign.
        metadata: beside(
            attached("Payload", entry["Payload"].as_str()),
            &[("CustomID", &entry["CustomID"]), ("customcampaign", &entry["customcampaign"])],
        ),
        ..Told::default()
    }
    .event(meaning(entry)?)
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
        "unsub" if entry["agent"] == BY_HEADER => EventKind::EmailListUnsubscribed,
        "unsub" => EventKind::EmailUnsubscribed,
        // Mail that came in, as the Parse API tells it.
        "no event" if entry["Recipient"].is_string() => return Err(Skipped::known("inbound")),
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
    let error = as_text(&entry["error"]);
    let code = match error.as_deref() {
        // The address bounced lately, or often.
        Some("preblocked") => Some("suppressed_bounce"),
        Some("blacklisted") => Some("suppressed"),
        Some("spam reporter") => Some("suppressed_spam"),
        Some(
            "user unknown" | "mailbox inactive" | "invalid domain" | "no mail host" | "typofix",
        ) => Some("invalid"),
        _ => None,
    };
    let text = as_text(&entry["comment"]).or(error);
    Reason { code: code.map(ToOwned::to_owned), text }
}
