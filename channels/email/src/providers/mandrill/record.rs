//! What an event of Mandrill says, in our words.

use crate::attached::{beside, own};
use crate::known::known;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Geo, Message, Reason, Response};
use serde_json::Value;

/// An event of a message, or a change of a list.
pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    if entry["event"].is_null() { listed(entry) } else { happened(entry) }
}

fn happened(entry: &Value) -> Result<Event, Skipped> {
    let message = &entry["msg"];
    Told {
        recipient: as_text(&message["email"]),
        message_id: as_text(&entry["_id"]).or_else(|| as_text(&message["_id"])),
        occurred_at: when::of(&entry["ts"]),
        verdict: Some(verdict(entry)),
        said: said(message),
        reason: refused(message),
        client: client(entry),
        url: as_text(&entry["url"]),
        message: Message {
            subject: as_text(&message["subject"]),
            from: as_text(&message["sender"]),
            sent_at: when::of(&message["ts"]).map(event::rfc3339),
            ..Message::default()
        },
        metadata: beside(own(&message["metadata"]), &[("tags", &message["tags"])]),
        ..Told::default()
    }
    .event(meaning(entry)?)
}

/// A word as its samples write it: in the list of events it has a hyphen.
fn word(entry: &Value) -> String {
    entry["event"].as_str().unwrap_or("no event").replace('-', "_")
}

/// Mandrill's words, in ours.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let word = word(entry);
    Ok(match word.as_str() {
        // Handed over to the servers that deliver it.
        "send" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "deferral" => EventKind::EmailDeferred,
        "hard_bounce" | "soft_bounce" => EventKind::EmailBounced,
        "reject" => EventKind::EmailRejected,
        "open" => EventKind::EmailRead,
        "click" => EventKind::EmailClicked,
        "spam" => EventKind::EmailSpam,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "unsub" => EventKind::EmailUnsubscribed,
        // Mail that came in.
        "inbound" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// Who was put on the list of those who get no mail, or taken off it. The list has two names.
fn listed(entry: &Value) -> Result<Event, Skipped> {
    let [list, action] = ["type", "action"].map(|name| entry[name].as_str().unwrap_or_default());
    let reject = &entry["reject"];
    let reason = reject["reason"].as_str().unwrap_or_default();
    let kind = match (list, action) {
        ("blacklist" | "denylist", "add") if reason == "unsub" => EventKind::EmailUnsubscribed,
        ("blacklist" | "denylist", "add") => EventKind::EmailDeactivated,
        ("blacklist" | "denylist", "remove") => EventKind::EmailActivated,
        // An entry of that list was kept for longer, or somebody gets mail whatever happens.
        ("blacklist" | "denylist", "change") | ("whitelist" | "allowlist", _) => {
            return Err(Skipped::known(format!("{list} {action}")));
        }
        ("", _) => return Err(Skipped::unknown("no event")),
        _ => return Err(Skipped::unknown(format!("{list} {action}"))),
    };
    let code = match reason {
        "hard-bounce" => "hard_bounce",
        "soft-bounce" => "soft_bounce",
        other => other,
    };
    Told {
        recipient: as_text(&reject["email"]),
        occurred_at: when::of(&entry["ts"]),
        reason: Reason { code: known(code.to_owned()), text: as_text(&reject["detail"]) },
        ..Told::default()
    }
    .event(kind)
}

/// Why it was not tried.
fn refused(message: &Value) -> Reason {
    let reject = &message["reject"];
    let given = [&reject["reason"], reject, &message["reject_reason"]];
    let Some(word) = given.into_iter().find_map(as_text) else { return Reason::default() };
    let code = match word.as_str() {
        "hard-bounce" | "soft-bounce" => "suppressed_bounce",
        "spam" => "suppressed_spam",
        "unsub" => "suppressed_unsubscribe",
        "custom" => "suppressed",
        other => other,
    };
    Reason { code: Some(code.to_owned()), text: Some(word) }
}

fn verdict(entry: &Value) -> BounceClass {
    if word(entry) == "hard_bounce" { BounceClass::Hard } else { BounceClass::Soft }
}

/// Of a bounce the server's words stand beside it, of other attempts in the last of them.
fn said(message: &Value) -> Response {
    let last = message["smtp_events"].as_array().and_then(|tries| tries.last());
    let words = as_text(&message["diag"]).or_else(|| as_text(&last?["diag"]));
    smtp::reply(&words.or_else(|| as_text(&message["bounce_description"])).unwrap_or_default())
}

fn client(entry: &Value) -> Client {
    let (agent, place) = (&entry["user_agent_parsed"], &entry["location"]);
    Client {
        user_agent: as_text(&entry["user_agent"]),
        name: as_text(&agent["ua_family"]),
        os: as_text(&agent["os_family"]),
        ip: as_text(&entry["ip"]),
        geo: known(Geo {
            continent: None,
            country: as_text(&place["country_short"]),
            city: as_text(&place["city"]),
        }),
        ..Client::default()
    }
}
