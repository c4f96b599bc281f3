//! What an event of AhaSend says, in our words.

use crate::rfc_id::rfc_id;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, Response};
use serde_json::Value;

pub(super) fn event(body: &Value, id: Option<&str>) -> Result<Event, Skipped> {
    let kind = meaning(body)?;
    let data = &body["data"];
    let text = |name: &str| as_text(&data[name]);
    let rfc_id = rfc_id(&data["message_id_header"]);
    Told {
        recipient: text("recipient"),
        // What the send call returns; `id` is AhaSend's own.
        message_id: rfc_id.clone().or_else(|| text("id")),
        event_id: id.map(ToOwned::to_owned),
        occurred_at: when::of(&body["timestamp"]).or_else(|| when::of(&data["created_at"])),
        verdict: Some(verdict(body)),
        said: said(&data["delivery_attempt"]),
        reason: reason(kind, data),
        client: Client {
            user_agent: text("user_agent"),
            ip: text("ip"),
            machine: as_flag(&data["is_bot"]),
            ..Client::default()
        },
        url: text("url"),
        message: Message {
            subject: text("subject"),
            from: text("from"),
            rfc_id,
            ..Message::default()
        },
        ..Told::default()
    }
    .event(kind)
}

/// AhaSend's words, in ours.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let word = body["type"].as_str().unwrap_or("no type");
    Ok(match word {
        "message.reception" => EventKind::EmailProcessed,
        "message.delivered" => EventKind::EmailDelivered,
        "message.transient_error" => EventKind::EmailDeferred,
        "message.bounced" | "message.failed" => EventKind::EmailBounced,
        "message.suppressed" => EventKind::EmailRejected,
        "message.opened" => EventKind::EmailRead,
        "message.clicked" => EventKind::EmailClicked,
        "suppression.created" => EventKind::EmailDeactivated,
        // The sender's own domains, and mail that came in.
        "domain.dns_error" | "message.routing" | "route.message" => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What failed has run out of retries. Of a bounce the class tells; without one it was refused for
/// good, or reported as such later.
fn verdict(body: &Value) -> BounceClass {
    let class = body["data"]["delivery_attempt"]["classification"].as_str();
    match (body["type"].as_str(), class) {
        (Some("message.failed"), _) => BounceClass::Soft,
        (_, None | Some("InvalidRecipient" | "BadDomain" | "InactiveMailbox")) => BounceClass::Hard,
        (_, Some("Uncategorized")) => BounceClass::Undetermined,
        _ => BounceClass::Soft,
    }
}

fn said(attempt: &Value) -> Response {
    let [code, enhanced] =
        ["smtp_code", "enhanced_status_code"].map(|name| as_text(&attempt[name]));
    let words = as_text(&attempt["response"]).or_else(|| as_text(&attempt["description"]));
    let stage = attempt["command"].as_str().and_then(smtp::stage);
    let codes = [code.as_deref(), enhanced.as_deref()];
    let said = smtp::reply_with(&codes, &words.unwrap_or_default());
    // A step without an answer says nothing of what came of it.
    let stage = stage.filter(|_| said != Response::default()).map(ToOwned::to_owned);
    Response { stage, ..said }
}

/// AhaSend's list holds those to whom mail bounced, and whom the sender put there.
fn reason(kind: EventKind, data: &Value) -> Reason {
    let text = as_text(&data["reason"]);
    let bounced = text.as_ref().is_some_and(|text| text.contains("hard bounce"));
    let code = match kind {
        EventKind::EmailRejected => Some("suppressed"),
        _ => bounced.then_some("hard_bounce"),
    };
    Reason { code: code.map(ToOwned::to_owned), text }
}
