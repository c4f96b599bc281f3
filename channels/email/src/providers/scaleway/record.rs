//! What an event of Scaleway says, in our words.

use crate::attached::pairs;
use crate::rfc_id::rfc_id;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Event, EventKind, Message, Reason, Response};
use serde_json::Value;

pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let kind = meaning(entry)?;
    let mut headers = pairs(&entry["email_headers"]);
    let named = |name: &str| {
        let mut found = headers.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (subject, rfc_id) = (as_text(&named("subject")), rfc_id(&named("message-id")));
    headers.retain(|name, _| name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-")));
    Told {
        recipient: text("email_to"),
        message_id: text("email_id"),
        event_id: text("id"),
        occurred_at: when::of(&entry["created_at"]),
        verdict: Some(verdict(entry)),
        said: said(entry),
        reason: reason(kind, entry),
        message: Message { subject, from: text("email_from"), rfc_id, ..Message::default() },
        metadata: headers,
        ..Told::default()
    }
    .event(kind)
}

/// Scaleway's words, in ours.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let word = entry["type"].as_str().unwrap_or("no type");
    Ok(match word {
        "email_queued" => EventKind::EmailProcessed,
        "email_delivered" => EventKind::EmailDelivered,
        "email_deferred" => EventKind::EmailDeferred,
        "email_dropped" | "email_mailbox_not_found" => EventKind::EmailBounced,
        // One word for a server that refused it and for a person who complained: only a server
        // has a reply.
        "email_spam" if said(entry).code.is_some_and(|code| code >= 400) => EventKind::EmailBounced,
        "email_spam" => EventKind::EmailSpam,
        "email_blocklisted" => EventKind::EmailRejected,
        "blocklist_created" => EventKind::EmailDeactivated,
        _ => return Err(Skipped::unknown(word)),
    })
}

fn verdict(entry: &Value) -> BounceClass {
    if entry["type"] == "email_spam" { BounceClass::Soft } else { BounceClass::Hard }
}

fn said(entry: &Value) -> Response {
    let code = as_text(&entry["email_response_code"]);
    let words = ["email_response_message", "email_error"].map(|name| as_text(&entry[name]));
    let words = words.into_iter().flatten().next().unwrap_or_default();
    smtp::reply_with(&[code.as_deref()], &words)
}

/// Addresses come on the list by what came back: the mailbox was full, or there was none.
fn reason(kind: EventKind, entry: &Value) -> Reason {
    let word = as_text(&entry["blocklist_type"]);
    let code = match (kind, word.as_deref()) {
        (EventKind::EmailRejected, _) => Some("suppressed_bounce".to_owned()),
        (_, Some("mailbox_not_found")) => Some("hard_bounce".to_owned()),
        _ => word,
    };
    Reason { code, text: as_text(&entry["blocklist_reason"]) }
}
