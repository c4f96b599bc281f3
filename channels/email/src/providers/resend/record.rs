//! What an event of Resend says, in our words.

use crate::attached::pairs;
use crate::known::known;
use crate::{bounce, smtp};
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{
    BounceClass, Click, Client, Event, EventKind, Message, Reason, Response, bare_address,
};
use serde_json::Value;

pub(super) fn event(body: &Value) -> Result<Event, Skipped> {
    let data = &body["data"];
    let mut event = Event::new(meaning(body)?);
    let to = to(data);
    // Of several recipients it does not say whom it is about.
    event.recipient =
        as_text(&data["email"]).or_else(|| to.first().cloned().filter(|_| to.len() == 1));
    event.message_id = as_text(&data["email_id"]);
    let own = [&data["open"]["timestamp"], &data["click"]["timestamp"], &body["created_at"]];
    event.occurred_at = own.into_iter().find_map(when::of);
    match event.kind {
        EventKind::EmailRejected => event.details.reason = Some(not_tried(data)),
        EventKind::EmailFailed => {
            let word = as_text(&data["failed"]["reason"]);
            event.details.reason = known(Reason { code: word.clone(), text: word });
        }
        EventKind::EmailRead => event.details.client = client(&data["open"]),
        EventKind::EmailClicked => {
            event.details.client = client(&data["click"]);
            event.details.click = as_text(&data["click"]["link"]).map(|url| Click { url });
        }
        _ => bounce::tell(&mut event, Some(verdict(&data["bounce"])), said(&data["bounce"])),
    }
    let recipients = if to.len() > 1 { to } else { Vec::new() };
    event.details.message = known(Message {
        subject: as_text(&data["subject"]),
        from: as_text(&data["from"]),
        sent_at: when::of(&data["created_at"])
            .filter(|_| event.message_id.is_some())
            .map(event::rfc3339),
        rfc_id: as_text(&data["message_id"]).map(|id| id.trim_matches(['<', '>']).to_owned()),
        recipients,
        headers: pairs(&data["headers"]),
        ..Message::default()
    });
    event.details.metadata = pairs(&data["tags"]);
    Ok(event)
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

/// Why it was not tried.
fn not_tried(data: &Value) -> Reason {
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

fn client(seen: &Value) -> Option<Client> {
    let (user_agent, ip) = (as_text(&seen["userAgent"]), as_text(&seen["ipAddress"]));
    known(Client { user_agent, ip, ..Client::default() })
}

/// All recipients of the message, without their names.
fn to(data: &Value) -> Vec<String> {
    let to = data["to"].as_array().map_or(std::slice::from_ref(&data["to"]), Vec::as_slice);
    to.iter().filter_map(as_text).map(|it| bare_address(&it).to_owned()).collect()
}
