//! What an event of Mailomat says, in our words.

use crate::rfc_id::rfc_id;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, Response};
use serde_json::Value;

pub(super) fn event(body: &Value) -> Result<Event, Skipped> {
    let payload = &body["payload"];
    let (headers, client) = (&payload["message"]["headers"], &payload["client"]);
    let rfc_id = rfc_id(&body["messageId"]).or_else(|| rfc_id(&headers["message-id"]));
    Told {
        recipient: as_text(&body["recipient"]).or_else(|| as_text(&payload["recipient"])),
        // What the send call returns.
        message_id: as_text(&body["messageUuid"]).or_else(|| rfc_id.clone()),
        event_id: as_text(&body["id"]),
        // The first is exact to the second only.
        occurred_at: when::of(&payload["timestamp"]).or_else(|| when::of(&body["occurredAt"])),
        verdict: Some(BounceClass::Hard),
        said: said(&payload["delivery-status"]),
        reason: Reason { code: None, text: as_text(&payload["reason"]) },
        client: Client {
            user_agent: as_text(&client["user-agent"]),
            ip: as_text(&client["ip"]),
            ..Client::default()
        },
        url: as_text(&payload["url"]),
        message: Message {
            subject: as_text(&headers["subject"]),
            from: as_text(&headers["from"]),
            sender: as_text(&payload["sender"]),
            rfc_id,
            ..Message::default()
        },
        ..Told::default()
    }
    .event(meaning(body)?)
}

/// Mailomat's words, in ours.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let word = body["eventType"].as_str().unwrap_or("no eventType");
    Ok(match word {
        "accepted" => EventKind::EmailProcessed,
        "not_accepted" => EventKind::EmailRejected,
        "delivered" => EventKind::EmailDelivered,
        "failure_tmp" => EventKind::EmailDeferred,
        "failure_perm" => EventKind::EmailBounced,
        "opened" => EventKind::EmailRead,
        "clicked" => EventKind::EmailClicked,
        _ => return Err(Skipped::unknown(word)),
    })
}

fn said(status: &Value) -> Response {
    let [code, enhanced] = ["code", "enhanced-code"].map(|name| as_text(&status[name]));
    let words = as_text(&status["message"]).unwrap_or_default();
    let said = smtp::reply_with(&[code.as_deref(), enhanced.as_deref()], &words);
    Response { host: as_text(&status["remote"]["mx"]), ..said }
}
