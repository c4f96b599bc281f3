//! What an event of Resend says, in our words.

use crate::attached::pairs;
use crate::rfc_id::rfc_id;
use crate::smtp;
use crate::told::{Told, lone};
use adapter::lenient::{as_flag, as_text, entries};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, Response, bare_address};
use serde_json::Value;

pub(super) fn event(body: &Value, id: Option<&str>) -> Result<Event, Skipped> {
    let kind = meaning(body)?;
    let data = &body["data"];
    let (recipient, recipients) = lone(to(data));
    let message_id = as_text(&data["email_id"]);
    let own = [&data["open"]["timestamp"], &data["click"]["timestamp"], &body["created_at"]];
    let seen = if kind == EventKind::EmailRead { &data["open"] } else { &data["click"] };
    Told {
        recipient: as_text(&data["email"]).or(recipient),
        event_id: id.map(ToOwned::to_owned),
        occurred_at: own.into_iter().find_map(when::of),
        verdict: Some(verdict(&data["bounce"])),
        said: said(&data["bounce"]),
        reason: reason(kind, data),
        client: Client {
            user_agent: as_text(&seen["userAgent"]),
            ip: as_text(&seen["ipAddress"]),
            ..Client::default()
        },
        url: as_text(&data["click"]["link"]),
        message: Message {
            subject: as_text(&data["subject"]),
            from: as_text(&data["from"]),
            sent_at: when::of(&data["created_at"])
                .filter(|_| message_id.is_some())
                .map(event::rfc3339),
            rfc_id: rfc_id(&data["message_id"]),
            recipients,
            headers: pairs(&data["headers"]),
            ..Message::default()
        },
        message_id,
        metadata: pairs(&data["tags"]),
        ..Told::default()
    }
    .event(kind)
}

/// Resend's words, in ours.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let (word, data) = (body["type"].as_str().unwrap_or("no type"), &body["data"]);
    Ok(match word {
        "email.sent" => EventKind::EmailProcessed,
        "email.delivered" => EventKind::EmailDelivered,
        "email.delivery_delayed" => EventKind::EmailDeferred,
        "email.bounced" if is_suppressed(&data["bounce"]) => EventKind::EmailRejected,
        "email.bounced" => EventKind::EmailBounced,
        "email.suppressed" => EventKind::EmailRejected,
        "email.failed" => EventKind::EmailFailed,
        "email.opened" => EventKind::EmailRead,
        "email.clicked" => EventKind::EmailClicked,
        "email.complained" => EventKind::EmailSpam,
        // The state of a contact, which an update does not tell from a change.
        "contact.created" | "contact.updated" => match as_flag(&data["unsubscribed"]) {
            Some(true) => EventKind::EmailUnsubscribed,
            Some(false) => EventKind::EmailSubscribed,
            None => return Err(Skipped::unknown(format!("{word} without unsubscribed"))),
        },
        "contact.deleted" => EventKind::EmailDeactivated,
        // Not sent yet, mail that came in, and the sender's own domains.
        "email.scheduled" | "email.received" | "domain.created" | "domain.updated"
        | "domain.deleted" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// Addresses on the list of the account are not tried; at first a bounce said so in words only.
fn is_suppressed(bounce: &Value) -> bool {
    let kind = bounce["subType"].as_str().unwrap_or_default();
    let words = bounce["message"].as_str().unwrap_or_default();
    kind.contains("Suppress") || words.contains("suppressed sending")
}

/// Why it failed, in Resend's word, or why it was not tried, in ours.
fn reason(kind: EventKind, data: &Value) -> Reason {
    if kind != EventKind::EmailRejected {
        let word = as_text(&data["failed"]["reason"]);
        return Reason { code: word.clone(), text: word };
    }
    let told = if data["suppressed"].is_object() { &data["suppressed"] } else { &data["bounce"] };
    let text = as_text(&told["message"]);
    let bounced = text.as_ref().is_some_and(|text| text.contains("hard bounces"));
    let code = match told["reason"].as_str() {
        Some("previous_bounce") => "suppressed_bounce",
        Some("previous_complaint") => "suppressed_spam",
        None if bounced => "suppressed_bounce",
        _ => "suppressed",
    };
    Reason { code: Some(code.to_owned()), text }
}

/// How final Resend calls a bounce; before it had types, a bounce was a hard one.
fn verdict(bounce: &Value) -> BounceClass {
    match bounce["type"].as_str() {
        Some("Transient") => BounceClass::Soft,
        Some("Undetermined") => BounceClass::Undetermined,
        _ => BounceClass::Hard,
    }
}

/// The far side's own words where Resend has them, else Resend's.
fn said(bounce: &Value) -> Response {
    let quoted = &bounce["diagnosticCode"];
    let quoted = as_text(&quoted[0]).or_else(|| as_text(quoted));
    smtp::reply(&quoted.or_else(|| as_text(&bounce["message"])).unwrap_or_default())
}

/// All recipients of the message, without their names.
fn to(data: &Value) -> Vec<String> {
    let to = entries(&data["to"]).iter().filter_map(as_text);
    to.map(|it| bare_address(&it).to_owned()).collect()
}
