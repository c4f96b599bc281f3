//! What an event of Customer.io says, in our words.

use crate::attached::{beside, own};
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, bare_address};
use serde_json::Value;

pub(super) fn event(body: &Value) -> Result<Event, Skipped> {
    let data = &body["data"];
    let text = |name: &str| as_text(&data[name]);
    let recipient = [&data["recipient"], &data["email_address"], &data["identifiers"]["email"]];
    let words = text("failure_message").or_else(|| text("reason"));
    let chosen = ["campaign_id", "broadcast_id", "newsletter_id", "transactional_message_id"];
    let chosen = chosen.map(|name| (name, &data[name]));
    let flag = |name: &str| as_flag(&data[name]);
    Told {
        recipient: recipient.into_iter().find_map(as_text).map(|it| bare_address(&it).to_owned()),
        message_id: text("delivery_id"),
        event_id: as_text(&body["event_id"]),
        occurred_at: when::of(&body["timestamp"]),
        // What may still succeed is deferred.
        verdict: Some(BounceClass::Hard),
        said: smtp::reply(words.as_deref().unwrap_or_default()),
        reason: Reason { code: None, text: words },
        client: Client {
            user_agent: text("user_agent"),
            ip: text("ip_address"),
            machine: ["prefetched", "proxied", "machine"].into_iter().find_map(flag),
            ..Client::default()
        },
        url: text("href"),
        message: Message { subject: text("subject"), ..Message::default() },
        metadata: beside(
            beside(own(&data["identifiers"]), &chosen),
            &[("customer_id", &data["customer_id"])],
        ),
        ..Told::default()
    }
    .event(meaning(body)?)
}

/// Customer.io's words, in ours: of messages, and of the people that get them.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let word = body["metric"].as_str().unwrap_or("no metric");
    Ok(match (body["object_type"].as_str().unwrap_or("email"), word) {
        ("email", "sent") => EventKind::EmailProcessed,
        ("email", "delivered") => EventKind::EmailDelivered,
        ("email", "deferred") => EventKind::EmailDeferred,
        ("email", "bounced") => EventKind::EmailBounced,
        // Whoever is on the list of those who get nothing.
        ("email", "dropped") => EventKind::EmailRejected,
        ("email", "failed" | "undeliverable") => EventKind::EmailFailed,
        ("email", "opened" | "human_opened" | "machine_opened") => EventKind::EmailRead,
        ("email", "clicked" | "human_clicked" | "machine_clicked") => EventKind::EmailClicked,
        ("email", "spammed") => EventKind::EmailSpam,
        ("email" | "customer", "unsubscribed") => EventKind::EmailUnsubscribed,
        ("customer", "subscribed") => EventKind::EmailSubscribed,
        // Not sent yet, or what came of it later.
        ("email", "attempted" | "drafted" | "converted")
        | ("customer", "cio_subscription_preferences_changed") => {
            return Err(Skipped::known(word));
        }
        ("email" | "customer", _) => return Err(Skipped::unknown(word)),
        // Text messages, push, chats: other channels have their sources.
        (kind, _) => return Err(Skipped::known(format!("{kind} {word}"))),
    })
}
