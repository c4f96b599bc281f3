//! What an event of MailChannels says, in our words.

use crate::attached::beside;
use crate::rfc_id::rfc_id;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_text, entries};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, bare_address};
use serde_json::{Map, Value};

/// One event for each recipient.
pub(super) fn events(entry: &Value) -> Result<Vec<Event>, Skipped> {
    let named = ["recipients", "recipient"].map(|name| entries(&entry[name]).iter());
    let recipients = named.into_iter().flatten().filter_map(as_text);
    let text = |name: &str| as_text(&entry[name]);
    let rfc_id = rfc_id(&entry["smtp_id"]);
    let words = text("reason");
    Told {
        // The send call returns both; only the first is of this message.
        message_id: rfc_id.clone().or_else(|| text("request_id")),
        occurred_at: when::of(&entry["timestamp"]),
        verdict: Some(verdict(entry)),
        said: smtp::reply_with(&[text("status").as_deref()], words.as_deref().unwrap_or_default()),
        reason: Reason { code: None, text: words },
        client: Client { user_agent: text("user_agent"), ip: text("ip"), ..Client::default() },
        url: text("url").or_else(|| text("link")),
        message: Message { from: text("email"), rfc_id, ..Message::default() },
        metadata: beside(Map::new(), &[("campaign_id", &entry["campaign_id"])]),
        ..Told::default()
    }
    .events(meaning(entry)?, recipients.map(|it| bare_address(&it).to_owned()))
}

/// MailChannels' words, in ours.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let word = entry["event"].as_str().unwrap_or("no event");
    Ok(match word {
        "processed" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "hard-bounced" | "soft-bounced" => EventKind::EmailBounced,
        "dropped" => EventKind::EmailRejected,
        "open" => EventKind::EmailRead,
        "click" => EventKind::EmailClicked,
        "complained" => EventKind::EmailSpam,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "unsubscribed" => EventKind::EmailUnsubscribed,
        _ => return Err(Skipped::unknown(word)),
    })
}

fn verdict(entry: &Value) -> BounceClass {
    if entry["event"] == "hard-bounced" { BounceClass::Hard } else { BounceClass::Soft }
}
