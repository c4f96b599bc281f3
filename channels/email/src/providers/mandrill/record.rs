//! What an event of Mandrill says, in our words.

use crate::known::known;
use crate::{bounce, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Click, Client, Event, EventKind, Geo, Message, Reason, Response};
use serde_json::{Map, Value};

/// An event of a message, or a change of a list.
pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    if entry["event"].is_null() { listed(entry) } else { happened(entry) }
}

fn happened(entry: &Value) -> Result<Event, Skipped> {
    let message = &entry["msg"];
    let mut event = Event::new(meaning(entry)?);
    event.recipient = as_text(&message["email"]);
    event.message_id = as_text(&entry["_id"]).or_else(|| as_text(&message["_id"]));
    event.occurred_at = when::of(&entry["ts"]);
    match event.kind {
        EventKind::EmailRejected => event.details.reason = refused(message),
        EventKind::EmailRead | EventKind::EmailClicked => {
            event.details.client = client(entry);
            event.details.click = as_text(&entry["url"]).map(|url| Click { url });
        }
        _ => bounce::tell(&mut event, Some(verdict(entry)), said(message)),
    }
    event.details.message = known(Message {
        subject: as_text(&message["subject"]),
        from: as_text(&message["sender"]),
        sent_at: when::of(&message["ts"]).map(event::rfc3339),
        ..Message::default()
    });
    event.details.metadata = metadata(message);
    Ok(event)
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
    let mut event = Event::new(kind);
    event.recipient = as_text(&reject["email"]);
    event.occurred_at = when::of(&entry["ts"]);
    if kind == EventKind::EmailDeactivated {
        let code = match reason {
            "hard-bounce" => "hard_bounce",
            "soft-bounce" => "soft_bounce",
            other => other,
        };
        let text = as_text(&reject["detail"]);
        event.details.reason = known(Reason { code: known(code.to_owned()), text });
    }
    Ok(event)
}

/// Why it was not tried.
fn refused(message: &Value) -> Option<Reason> {
    let reject = &message["reject"];
    let given = [&reject["reason"], reject, &message["reject_reason"]];
    let word = given.into_iter().find_map(as_text)?;
    let code = match word.as_str() {
        "hard-bounce" | "soft-bounce" => "suppressed_bounce",
        "spam" => "suppressed_spam",
        "unsub" => "suppressed_unsubscribe",
        "custom" => "suppressed",
        other => other,
    };
    Some(Reason { code: Some(code.to_owned()), text: Some(word) })
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

fn client(entry: &Value) -> Option<Client> {
    let (agent, place) = (&entry["user_agent_parsed"], &entry["location"]);
    known(Client {
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
    })
}

/// What the sender attached, and the tags unless an own key has their name.
fn metadata(message: &Value) -> Map<String, Value> {
    let mut metadata = message["metadata"].as_object().cloned().unwrap_or_default();
    if let Some(tags) = message["tags"].as_array().filter(|tags| !tags.is_empty()) {
        metadata.entry("tags").or_insert_with(|| tags.clone().into());
    }
    metadata
}
