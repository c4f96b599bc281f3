//! What an event of Lettermint says, in our words.

use crate::attached::{beside, own};
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_flag, as_text, entries};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, Response};
use serde_json::Value;

pub(super) fn event(body: &Value) -> Result<Event, Skipped> {
    let data = &body["data"];
    let text = |name: &str| as_text(&data[name]);
    let times = ["opened_at", "clicked_at", "unsubscribed_at"].map(|name| &data[name]);
    Told {
        recipient: recipient(data),
        message_id: text("message_id"),
        event_id: as_text(&body["id"]),
        occurred_at: times.into_iter().chain([&body["timestamp"]]).find_map(when::of),
        verdict: Some(verdict(body)),
        said: said(&data["response"]),
        reason: reason(body),
        client: Client {
            user_agent: text("user_agent"),
            name: text("client_name"),
            device: text("device_type"),
            machine: machine(&data["bot"]),
            ..Client::default()
        },
        url: text("destination_url"),
        message: Message {
            subject: text("subject"),
            from: as_text(&data["from"]["email"]),
            ..Message::default()
        },
        metadata: beside(own(&data["metadata"]), &[("tag", &data["tag"])]),
        ..Told::default()
    }
    .event(meaning(body)?)
}

/// Lettermint's words, in ours.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let word = body["event"].as_str().unwrap_or("no event");
    let data = &body["data"];
    Ok(match word {
        "message.created" | "message.sent" => EventKind::EmailProcessed,
        "message.delivered" => EventKind::EmailDelivered,
        "message.hard_bounced" | "message.soft_bounced" => EventKind::EmailBounced,
        "message.suppressed" | "message.policy_rejected" => EventKind::EmailRejected,
        "message.failed" => EventKind::EmailFailed,
        "message.spam_complaint" => EventKind::EmailSpam,
        "message.auto_replied" => EventKind::EmailAutoReplied,
        "message.opened" => EventKind::EmailRead,
        "message.clicked" => EventKind::EmailClicked,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "message.unsubscribed" => EventKind::EmailUnsubscribed,
        // Whole domains may be on the list, too.
        "suppression.added" | "suppression.removed" if recipient(data).is_none() => {
            return Err(Skipped::known(word));
        }
        "suppression.added" if is_wish(data) => EventKind::EmailUnsubscribed,
        "suppression.added" => EventKind::EmailDeactivated,
        "suppression.removed" => EventKind::EmailActivated,
        // Not sent yet, or no longer; mail that came in.
        "message.scheduled"
        | "message.rescheduled"
        | "message.canceled"
        | "message.released"
        | "message.inbound" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// Whom it is about: who answered, who is on the list, or else the one recipient.
fn recipient(data: &Value) -> Option<String> {
    let replied = &data["auto_reply"]["sender"];
    let address = |it: &Value| as_text(it).or_else(|| as_text(&it["email"]));
    let listed = address(&data["value"]).filter(|it| it.contains('@'));
    let to = entries(&data["to"]);
    let alone = || to.first().filter(|_| to.len() == 1).and_then(address);
    address(replied).or(listed).or_else(|| address(&data["recipient"])).or_else(alone)
}

fn is_wish(data: &Value) -> bool {
    data["reason"].as_str().is_some_and(|reason| reason.contains("unsubscri"))
}

fn verdict(body: &Value) -> BounceClass {
    if body["event"] == "message.hard_bounced" { BounceClass::Hard } else { BounceClass::Soft }
}

fn said(response: &Value) -> Response {
    let [code, enhanced] =
        ["status_code", "enhanced_status_code"].map(|name| as_text(&response[name]));
    let words = as_text(&response["content"]).unwrap_or_default();
    smtp::reply_with(&[code.as_deref(), enhanced.as_deref()], &words)
}

fn reason(body: &Value) -> Reason {
    let text = as_text(&body["data"]["reason"]);
    let code = match (body["event"].as_str(), text.as_deref()) {
        (Some("message.suppressed"), None | Some("manual")) => Some("suppressed"),
        (Some("suppression.added"), Some("hard_bounce" | "bounce")) => Some("hard_bounce"),
        (Some("suppression.added"), Some("spam_complaint" | "complaint")) => Some("spam"),
        _ => None,
    };
    Reason { code: code.map(ToOwned::to_owned), text }
}

/// A privacy proxy is no machine of its own: somebody may be behind it.
fn machine(bot: &Value) -> Option<bool> {
    let flags = ["machine", "detected"].map(|name| as_flag(&bot[name]));
    flags.into_iter().flatten().reduce(|any, flag| any || flag)
}
