//! What an event of SES says, in our words.

use super::{mail, subscription};
use crate::known::known;
use crate::{bounce, refusal, smtp};
use adapter::lenient::as_text;
use adapter::{Parsed, Skipped, when};
use event::{BounceClass, Click, Client, Event, EventKind, Reason, Response, bare_address};
use serde_json::Value;

/// One event for each recipient it is about. The id is that of the notification.
pub(super) fn read(record: &Value, id: Option<&str>) -> Parsed {
    let told = kind_and_part(record).map(|(kind, part)| {
        let about = about(record, kind, part);
        let single = |it: &Value| event(record, kind, part, it, id);
        about.iter().map(single).collect()
    });
    match told {
        Ok(events) => Parsed { events, ..Parsed::default() },
        Err(skipped) if skipped.word == "AmazonSnsSubscriptionSucceeded" => Parsed::control(),
        Err(skipped) => Parsed::skip(skipped),
    }
}

/// SES's words in ours, and the name of the member that tells more: of both styles, the events
/// that a configuration set publishes and the feedback of an identity.
fn kind_and_part(record: &Value) -> Result<(EventKind, &'static str), Skipped> {
    let word = record["eventType"].as_str().or_else(|| record["notificationType"].as_str());
    let word = word.unwrap_or("no eventType");
    Ok(match word {
        "Send" => (EventKind::EmailProcessed, "send"),
        "Delivery" => (EventKind::EmailDelivered, "delivery"),
        "DeliveryDelay" => (EventKind::EmailDeferred, "deliveryDelay"),
        "Bounce" if is_suppressed(&record["bounce"]["bounceSubType"]) => {
            (EventKind::EmailRejected, "bounce")
        }
        "Bounce" => (EventKind::EmailBounced, "bounce"),
        "Complaint" => (complaint(&record["complaint"])?, "complaint"),
        "Reject" => (EventKind::EmailRejected, "reject"),
        "Rendering Failure" | "RenderingFailure" => (EventKind::EmailFailed, "failure"),
        "Open" => (EventKind::EmailRead, "open"),
        "Click" => (EventKind::EmailClicked, "click"),
        "Subscription" => (subscription::change(&record["subscription"])?, "subscription"),
        // Mail that came in, and what an identity says once it may notify the topic.
        "Received" | "AmazonSnsSubscriptionSucceeded" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// Addresses on a list are not tried; who has left by the subscription management is on one, too.
fn is_suppressed(kind: &Value) -> bool {
    let kind = kind.as_str().unwrap_or_default();
    ["Suppressed", "OnAccountSuppressionList", "UnsubscribedRecipient"].contains(&kind)
}

/// Feedback loops also report what is no complaint of a person.
fn complaint(complaint: &Value) -> Result<EventKind, Skipped> {
    match complaint["complaintFeedbackType"].as_str() {
        Some(word @ ("not-spam" | "auth-failure" | "virus")) => Err(Skipped::known(word)),
        _ if is_suppressed(&complaint["complaintSubType"]) => Ok(EventKind::EmailRejected),
        _ => Ok(EventKind::EmailSpam),
    }
}

/// Whom it is about: those it names, else all that the message was sent to. Of an opening or a
/// click of a message to several nobody can say whose it was.
fn about(record: &Value, kind: EventKind, part: &str) -> Vec<Value> {
    let lists = ["bouncedRecipients", "complainedRecipients", "delayedRecipients", "recipients"];
    let lists =
        lists.iter().map(|name| &record[part][name]).chain([&record["mail"]["destination"]]);
    let list = lists.filter_map(Value::as_array).find(|list| !list.is_empty());
    let nobody_knows = matches!(kind, EventKind::EmailRead | EventKind::EmailClicked);
    match list {
        Some(list) if list.len() == 1 || !nobody_knows => list.clone(),
        _ => vec![Value::Null],
    }
}

fn event(record: &Value, kind: EventKind, part: &str, about: &Value, id: Option<&str>) -> Event {
    let (mail, told) = (&record["mail"], &record[part]);
    let mut event = Event::new(kind);
    let address = as_text(about).or_else(|| as_text(&about["emailAddress"]));
    event.recipient = address.map(|it| bare_address(&it).to_owned());
    event.message_id = as_text(&mail["messageId"]);
    event.occurred_at = when::of(&told["timestamp"]).or_else(|| when::of(&mail["timestamp"]));
    event.event_id = as_text(&told["feedbackId"]);
    match kind {
        EventKind::EmailRejected => event.details.reason = Some(reason(told, about)),
        EventKind::EmailFailed => {
            let text = as_text(&told["errorMessage"]);
            event.details.reason = known(Reason { code: None, text });
        }
        // Each counts by itself, and has no other id.
        EventKind::EmailRead | EventKind::EmailClicked => {
            event.event_id = id.map(ToOwned::to_owned);
            let (ip, user_agent) = (as_text(&told["ipAddress"]), as_text(&told["userAgent"]));
            event.details.client = known(Client { ip, user_agent, ..Client::default() });
            event.details.click = as_text(&told["link"]).map(|url| Click { url });
        }
        _ => bounce::tell(&mut event, Some(verdict(told)), said(told, about)),
    }
    event.details.message = known(mail::message(mail));
    event.details.metadata = mail::tags(&mail["tags"]);
    event
}

fn verdict(bounce: &Value) -> BounceClass {
    match bounce["bounceType"].as_str() {
        Some("Permanent") => BounceClass::Hard,
        Some("Transient") => BounceClass::Soft,
        _ => BounceClass::Undetermined,
    }
}

fn said(told: &Value, about: &Value) -> Response {
    let words = as_text(&about["diagnosticCode"]).or_else(|| as_text(&told["smtpResponse"]));
    let status = as_text(&about["status"]);
    let said = smtp::reply_with(&[status.as_deref()], &words.unwrap_or_default());
    Response { host: as_text(&told["remoteMtaIp"]), ..said }
}

/// Why it was not tried: a list, or what SES found in the message.
fn reason(told: &Value, about: &Value) -> Reason {
    let words = as_text(&told["reason"]).or_else(|| as_text(&about["diagnosticCode"]));
    let Reason { code, text } = refusal::reason(&words.unwrap_or_default());
    let kind = told["bounceSubType"].as_str().or_else(|| told["complaintSubType"].as_str());
    let listed = kind.map(|kind| match kind {
        "UnsubscribedRecipient" => "suppressed_unsubscribe",
        _ => "suppressed",
    });
    Reason { code: code.or_else(|| listed.map(ToOwned::to_owned)), text }
}
