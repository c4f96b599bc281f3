//! What an activity of MailerSend says, in our words.

use crate::known::known;
use crate::{bounce, refusal, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Click, Client, Event, EventKind, Message, Reason};
use serde_json::Value;

pub(super) fn event(body: &Value) -> Result<Event, Skipped> {
    let (data, morph) = (&body["data"], &body["data"]["morph"]);
    let email = &data["email"];
    let mut event = Event::new(meaning(body)?);
    // An activity is about a message, and who is put on hold is named beside it.
    let recipient = [&email["recipient"]["email"], &data["recipient"]["email"], email];
    event.recipient = recipient.into_iter().find_map(as_text);
    event.message_id = as_text(&email["message"]["id"]);
    event.event_id = as_text(&data["id"]);
    event.occurred_at = when::of(&data["created_at"]).or_else(|| when::of(&body["created_at"]));
    let words = as_text(&morph["readable_reason"]).or_else(|| as_text(&morph["reason"]));
    let words = words.or_else(|| as_text(&data["reason"])).unwrap_or_default();
    match event.kind {
        EventKind::EmailRejected => {
            let Reason { code, text } = refusal::reason(&words);
            let code = code.or_else(|| Some("suppressed".to_owned()));
            event.details.reason = Some(Reason { code, text });
        }
        EventKind::EmailDeactivated => {
            event.details.reason = known(Reason { code: None, text: known(words) });
        }
        EventKind::EmailRead | EventKind::EmailClicked => {
            let (ip, user_agent) = (as_text(&morph["ip"]), as_text(&morph["user_agent"]));
            event.details.client = known(Client { ip, user_agent, ..Client::default() });
            event.details.click = as_text(&morph["url"]).map(|url| Click { url });
        }
        _ => bounce::tell(&mut event, Some(verdict(body)), smtp::reply(&words)),
    }
    event.details.message = known(Message {
        subject: as_text(&email["subject"]),
        from: as_text(&email["from"]),
        sent_at: when::of(&email["created_at"]).map(event::rfc3339),
        ..Message::default()
    });
    let tags = email["tags"].as_array().filter(|tags| !tags.is_empty());
    let tags = tags.map(|tags| ("tags".to_owned(), tags.clone().into()));
    event.details.metadata = tags.into_iter().collect();
    Ok(event)
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
