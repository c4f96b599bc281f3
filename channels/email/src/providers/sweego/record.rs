//! What an event of Sweego says, in our words.

use crate::attached::{beside, own};
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message};
use serde_json::{Map, Value};

pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let kind = meaning(entry)?;
    let seen = if kind == EventKind::EmailRead { &entry["open"] } else { &entry["click"] };
    let words = text("details").or_else(|| text("status")).unwrap_or_default();
    Told {
        recipient: text("recipient"),
        // Of the two ids that the send call returns, that of this recipient.
        message_id: text("swg_uid").or_else(|| text("transaction_id")),
        event_id: text("event_id"),
        occurred_at: when::of(&entry["timestamp"]),
        verdict: Some(BounceClass::Hard),
        said: smtp::reply_with(&[text("response_code").as_deref()], &words),
        client: Client {
            user_agent: as_text(&seen["user_agent"]),
            ip: as_text(&seen["ip_address"]),
            machine: as_flag(&seen["proxy"]).filter(|proxy| *proxy),
            ..Client::default()
        },
        url: as_text(&seen["url"]),
        message: Message { subject: text("subject"), ..Message::default() },
        metadata: beside(
            own_headers(entry),
            &[("campaign_id", &entry["campaign_id"]), ("campaign_tags", &entry["campaign_tags"])],
        ),
        ..Told::default()
    }
    .event(kind)
}

/// Sweego's words, in ours. They come with hyphens and underscores.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let word = entry["event_type"].as_str().unwrap_or("no event_type");
    Ok(match word.replace('-', "_").as_str() {
        "email_sent" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        // A failure for the time being: there is no other word for what is still tried.
        "soft_bounce" => EventKind::EmailDeferred,
        "hard_bounce" => EventKind::EmailBounced,
        "list_unsub" => EventKind::EmailListUnsubscribed,
        "complaint" => EventKind::EmailSpam,
        "email_opened" => EventKind::EmailRead,
        "email_clicked" => EventKind::EmailClicked,
        // Mail that came in, and text messages.
        "email_inbound" => return Err(Skipped::known(word)),
        _ if entry["channel"] == "sms" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// The sender's headers: those that Sweego does not make.
fn own_headers(entry: &Value) -> Map<String, Value> {
    const MADE: [&str; 7] = [
        "x-campaign-",
        "x-client-id",
        "x-client-ip",
        "x-mailer",
        "x-originating-ip",
        "x-swg-uid",
        "x-transaction-id",
    ];
    let mut headers = own(&entry["headers"]);
    headers.retain(|name, _| !MADE.iter().any(|it| name.to_lowercase().starts_with(it)));
    headers
}
