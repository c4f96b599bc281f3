//! What an activity of MailerSend says, in our words.

use crate::attached::beside;
use crate::told::Told;
use crate::{refusal, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason};
use serde_json::{Map, Value};

pub(super) fn event(body: &Value) -> Result<Event, Skipped> {
    let kind = meaning(body)?;
    let (data, morph) = (&body["data"], &body["data"]["morph"]);
    let email = &data["email"];
    // An activity is about a message, and who is put on hold is named beside it.
    let recipients = [&email["recipient"]["email"], &data["recipient"]["email"], email];
    let words = [&morph["readable_reason"], &morph["reason"], &data["reason"]];
    let words = words.into_iter().find_map(as_text);
    let mut reason = Reason { code: None, text: words.clone() };
    if kind == EventKind::EmailRejected {
        reason = refusal::told(reason);
        reason.code = reason.code.or_else(|| Some("suppressed".to_owned()));
    }
    Told {
        recipient: recipients.into_iter().find_map(as_text),
        message_id: as_text(&email["message"]["id"]),
        event_id: as_text(&data["id"]),
        occurred_at: when::of(&data["created_at"]).or_else(|| when::of(&body["created_at"])),
        verdict: Some(verdict(body)),
        said: smtp::reply(&words.unwrap_or_default()),
        reason,
        client: Client {
            ip: as_text(&morph["ip"]),
            user_agent: as_text(&morph["user_agent"]),
            ..Client::default()
        },
        url: as_text(&morph["url"]),
        message: Message {
            subject: as_text(&email["subject"]),
            from: as_text(&email["from"]),
            sent_at: when::of(&email["created_at"]).map(event::rfc3339),
            ..Message::default()
        },
        metadata: beside(Map::new(), &[("tags", &email["tags"])]),
        ..Told::default()
    }
    .event(kind)
}

/// MailerSend's words, in ours.
fn meaning(body: &Value) -> Result<EventKind, Skipped> {
    let word = body["type"].as_str().unwrap_or("no type");
    Ok(match word {
        "activity.sent" => EventKind::EmailProcessed,
        "activity.delivered" => EventKind::EmailDelivered,
        "activity.deferred" => EventKind::EmailDeferred,
        "activity.soft_bounced" | "activity.hard_bounced" => EventKind::EmailBounced,
        "activity.suppressed" => EventKind::EmailRejected,
        // The first one comes under both names where both were chosen.
        "activity.opened" | "activity.opened_unique" => EventKind::EmailRead,
        "activity.clicked" | "activity.clicked_unique" => EventKind::EmailClicked,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "activity.unsubscribed" => EventKind::EmailUnsubscribed,
        "activity.spam_complaint" => EventKind::EmailSpam,
        "recipient.on_hold_added" => EventKind::EmailDeactivated,
        "recipient.on_hold_removed" => EventKind::EmailActivated,
        // Surveys, the account, mail that came in, lists that were checked.
        "activity.survey_opened"
        | "activity.survey_submitted"
        | "sender_identity.verified"
        | "maintenance.start"
        | "maintenance.end"
        | "inbound_forward.failed"
        | "inbound_message.rejected"
        | "inbound.message"
        | "email_single.verified"
        | "email_list.verified"
        | "email_list.created"
        | "bulk_email.completed" => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}

fn verdict(body: &Value) -> BounceClass {
    let hard = body["type"] == "activity.hard_bounced";
    if hard { BounceClass::Hard } else { BounceClass::Soft }
}
