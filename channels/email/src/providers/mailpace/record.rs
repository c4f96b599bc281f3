//! What an event of MailPace says, in our words.

use crate::attached::beside;
use crate::rfc_id::rfc_id;
use crate::told::{Told, lone};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Event, EventKind, Message, bare_address};
use serde_json::{Map, Value};

pub(super) fn event(body: &Value) -> Result<Event, Skipped> {
    let payload = &body["payload"];
    let text = |name: &str| as_text(&payload[name]);
    let to = text("to").unwrap_or_default();
    let to = to.split(',').map(bare_address).filter(|it| !it.is_empty());
    let (recipient, recipients) = lone(to.map(ToOwned::to_owned).collect());
    let rfc_id = rfc_id(&payload["message_id"]);
    Told {
        recipient,
        // What the send call returns.
        message_id: text("id").or_else(|| rfc_id.clone()),
        // When its state changed; it was created when it was sent.
        occurred_at: when::of(&payload["updated_at"]).or_else(|| when::of(&payload["created_at"])),
        verdict: Some(BounceClass::Hard),
        message: Message {
            subject: text("subject"),
            from: text("from"),
            sent_at: when::of(&payload["created_at"]).map(event::rfc3339),
            recipients,
            rfc_id,
            ..Message::default()
        },
        metadata: beside(Map::new(), &[("tags", &payload["tags"])]),
        ..Told::default()
    }
    .event(meaning(body)?)
}

/// MailPace's words, in ours.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let word = body["event"].as_str().unwrap_or("no event");
    Ok(match word {
        "email.queued" => EventKind::EmailProcessed,
        "email.delivered" => EventKind::EmailDelivered,
        "email.deferred" => EventKind::EmailDeferred,
        "email.bounced" => EventKind::EmailBounced,
        // MailPace's own filter, not a person: delivery is not tried.
        "email.spam" => EventKind::EmailRejected,
        _ => return Err(Skipped::unknown(word)),
    })
}
