//! What an event of SocketLabs says, in our words.

use crate::attached::{beside, pairs};
use crate::smtp;
use crate::told::Told;
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Message, Reason, Response};
use serde_json::Value;

/// The event, which some webhooks wrap.
pub(super) fn unwrapped(entry: &Value) -> &Value {
    if entry["Type"].is_null() && entry["data"].is_object() { &entry["data"] } else { entry }
}

pub(super) fn event(entry: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&entry[name]);
    let data = &entry["Data"];
    let words = text("Reason").or_else(|| text("DiagnosticCode"));
    Told {
        recipient: text("Address").or_else(|| text("OriginalRecipient")),
        // The sender's own, where it gave one.
        message_id: text("MessageId").or_else(|| text("MailingId")),
        occurred_at: when::of(&entry["DateTime"]),
        verdict: verdict(entry),
        said: said(entry),
        // Of what is suppressed it says more, or nothing.
        reason: Reason { code: None, text: words.or_else(|| Some("Suppressed".to_owned())) },
        client: Client { user_agent: text("UserAgent"), ip: text("ClientIp"), ..Client::default() },
        url: text("Url"),
        message: Message {
            from: text("FromAddress").or_else(|| text("From")),
            subject: text("Subject"),
            ..Message::default()
        },
        metadata: beside(
            pairs(&data["Meta"]),
            &[("Tags", &data["Tags"]), ("MailingId", &entry["MailingId"])],
        ),
        ..Told::default()
    }
    .event(meaning(entry)?)
}

/// SocketLabs' words, in ours.
fn meaning(entry: &Value) -> Result<EventKind, Skipped> {
    let word = entry["Type"].as_str().unwrap_or("no Type");
    Ok(match (word, named(entry, "FailureType", ["Temporary", "Permanent", "Suppressed"])) {
        ("Queued", _) => EventKind::EmailProcessed,
        ("Delivered" | "Sent", _) => EventKind::EmailDelivered,
        ("Deferred", _) => EventKind::EmailDeferred,
        ("Failed", Some("Suppressed")) => EventKind::EmailRejected,
        // Out of office, questions whether it is a person, other words that came back.
        ("Failed", _) if matches!(code(entry).as_str(), "1011" | "5001" | "5999") => {
            EventKind::EmailAutoReplied
        }
        ("Failed", _) => EventKind::EmailBounced,
        ("Complaint", _) => EventKind::EmailSpam,
        ("Tracking" | "Engagement", _) => {
            match named(entry, "TrackingType", ["Click", "Open", "Unsubscribe"]) {
                Some("Click") => EventKind::EmailClicked,
                Some("Open") => EventKind::EmailRead,
                // Both by the link and by the List-Unsubscribe header: it does not say which.
                Some("Unsubscribe") => EventKind::EmailUnsubscribed,
                _ => return Err(Skipped::unknown(format!("{word} of another type"))),
            }
        }
        _ => return Err(Skipped::unknown(word)),
    })
}

/// A word, or the place that it has among its like.
fn named<'a>(entry: &'a Value, name: &str, words: [&'a str; 3]) -> Option<&'a str> {
    let given = &entry[name];
    let place = as_text(given).and_then(|it| it.parse::<usize>().ok());
    place.and_then(|place| words.get(place).copied()).or_else(|| given.as_str())
}

fn code(entry: &Value) -> String {
    as_text(&entry["FailureCode"]).unwrap_or_default()
}

/// Of the codes for what is permanent, those from 2001 on are about the address, and 3002 is: an
/// account that was closed.
fn verdict(entry: &Value) -> Option<BounceClass> {
    let permanent = named(entry, "FailureType", ["Temporary", "Permanent", "Suppressed"])?;
    let code = code(entry);
    let address = code.is_empty() || code.starts_with('2') || code == "3002";
    Some(match (permanent, address) {
        ("Permanent", true) => BounceClass::Hard,
        ("Permanent", false) if code == "9999" => BounceClass::Undetermined,
        _ => BounceClass::Soft,
    })
}

fn said(entry: &Value) -> Response {
    let words = ["DiagnosticCode", "Response", "Reason"].map(|name| as_text(&entry[name]));
    let words = words.into_iter().flatten().next().unwrap_or_default();
    let status = as_text(&entry["BounceStatus"]);
    let said = smtp::reply_with(&[status.as_deref()], &words);
    Response { host: as_text(&entry["RemoteMta"]), ..said }
}
