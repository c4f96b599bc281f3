//! What an event of Postal says, in our words.

use crate::attached::beside;
use crate::rfc_id::rfc_id;
use crate::told::Told;
use crate::{refusal, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, bare_address};
use serde_json::{Map, Value};

pub(super) fn event(body: &Value) -> Result<Event, Skipped> {
    let payload = &body["payload"];
    let bounced = payload["original_message"].is_object();
    let message = if bounced { &payload["original_message"] } else { &payload["message"] };
    let details = as_text(&payload["details"]);
    let words = as_text(&payload["output"]).or_else(|| details.clone()).unwrap_or_default();
    let rfc_id = rfc_id(&message["message_id"]);
    Told {
        recipient: as_text(&message["to"]).map(|to| bare_address(&to).to_owned()),
        message_id: rfc_id.clone(),
        event_id: as_text(&body["uuid"]),
        occurred_at: when::of(&payload["timestamp"]).or_else(|| when::of(&body["timestamp"])),
        verdict: verdict(details.as_deref().unwrap_or_default()),
        said: smtp::reply(&words),
        reason: Reason { code: None, text: details },
        client: Client {
            user_agent: as_text(&payload["user_agent"]),
            ip: as_text(&payload["ip_address"]),
            ..Client::default()
        },
        url: as_text(&payload["url"]),
        message: Message {
            subject: as_text(&message["subject"]),
            sender: as_text(&message["from"]),
            sent_at: when::of(&message["timestamp"]).map(event::rfc3339),
            rfc_id,
            ..Message::default()
        },
        metadata: beside(Map::new(), &[("tag", &message["tag"])]),
        ..Told::default()
    }
    .event(meaning(body)?)
}

/// Postal's words, in ours.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let word = body["event"].as_str().unwrap_or("no event");
    let payload = &body["payload"];
    Ok(match word {
        // Deliveries of what came in are told in the same words.
        _ if payload["message"]["direction"] == "incoming" => return Err(Skipped::known(word)),
        // Mail that came in, as an HTTP endpoint gets it.
        "no event" if body["rcpt_to"].is_string() => return Err(Skipped::known("inbound")),
        "MessageSent" => EventKind::EmailDelivered,
        "MessageDelayed" => EventKind::EmailDeferred,
        "MessageDeliveryFailed" | "MessageBounced" => EventKind::EmailBounced,
        // It waits for somebody to release it, unless the recipient is on the list of those who
        // get nothing.
        "MessageHeld" if is_listed(payload) => EventKind::EmailRejected,
        "MessageHeld" => EventKind::EmailProcessed,
        "MessageLinkClicked" => EventKind::EmailClicked,
        "MessageLoaded" => EventKind::EmailRead,
        // The sender's own domains and servers.
        "DomainDNSError" | "SendLimitApproaching" | "SendLimitExceeded" => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}

/// That a failure is final says nothing about the address: the far side's reply does, unless it is
/// the tries that came to their end.
fn verdict(details: &str) -> Option<BounceClass> {
    details.starts_with("Maximum number of delivery attempts").then_some(BounceClass::Soft)
}

fn is_listed(payload: &Value) -> bool {
    refusal::reason(payload["details"].as_str().unwrap_or_default()).code.is_some()
}
