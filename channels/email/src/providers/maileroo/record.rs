//! What an event of Maileroo says, in our words.

use crate::attached::beside;
use crate::rfc_id::rfc_id;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_text, entries};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, bare_address};
use serde_json::{Map, Value};

/// What was rejected names all its recipients; openings and clicks name none.
pub(super) fn events(entry: &Value) -> Result<Vec<Event>, Skipped> {
    let data = &entry["event_data"];
    let to = entries(&data["to"]).iter().filter_map(as_text);
    let text = |name: &str| as_text(&data[name]);
    let words = ["reason", "reject_reason", "response", "message"].into_iter().find_map(text);
    let rfc_id = rfc_id(&entry["message_id"]);
    Told {
        // What the send call returns.
        message_id: as_text(&entry["message_reference_id"]).or_else(|| rfc_id.clone()),
        event_id: as_text(&entry["event_id"]),
        occurred_at: when::of(&entry["event_time"]).or_else(|| when::of(&entry["inserted_at"])),
        verdict: Some(BounceClass::Hard),
        said: smtp::reply_with(
            &[text("code").as_deref(), text("enhanced_code").as_deref()],
            words.as_deref().unwrap_or_default(),
        ),
        reason: Reason { code: None, text: words },
        client: Client { user_agent: text("user_agent"), ip: text("ip"), ..Client::default() },
        url: text("original_url").or_else(|| text("url")),
        message: Message {
            from: text("from"),
            subject: text("subject"),
            rfc_id,
            ..Message::default()
        },
        metadata: beside(Map::new(), &[("tags", &entry["tags"])]),
        ..Told::default()
    }
    .events(meaning(entry)?, to.map(|it| bare_address(&it).to_owned()))
}

/// Maileroo's words, in ours.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let word = entry["event_type"].as_str().unwrap_or("no event_type");
    Ok(match word.to_lowercase().as_str() {
        "accepted" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "deferred" => EventKind::EmailDeferred,
        // For good.
        "failed" => EventKind::EmailBounced,
        "rejected" => EventKind::EmailRejected,
        "opened" => EventKind::EmailRead,
        "clicked" => EventKind::EmailClicked,
        "complained" => EventKind::EmailSpam,
        "unsubscribed" => EventKind::EmailUnsubscribed,
        _ => return Err(Skipped::unknown(word)),
    })
}
