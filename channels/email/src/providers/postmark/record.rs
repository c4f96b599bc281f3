//! What a record of Postmark says, in our words.

use crate::attached::{beside, own};
use crate::known::known;
use crate::smtp;
use crate::told::Told;
use adapter::lenient::{as_flag, as_text};
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Geo, Message, Reason, Response};
use serde_json::Value;

pub(super) fn event(record: &Value) -> Result<Event, Skipped> {
    let text = |name: &str| as_text(&record[name]);
    let kind = meaning(record)?;
    let recipient = text("Email").or_else(|| text("Recipient"));
    // An unsubscribe request among the bounces has been seen without its address.
    if recipient.is_none() && text("MessageID").is_none() {
        let word = text("RecordType").unwrap_or_default();
        return Err(Skipped::unknown(format!("{word} without recipient and message")));
    }
    let times = ["DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt"];
    Told {
        recipient,
        message_id: text("MessageID"),
        // Of a bounce or a complaint, and beyond 2^53; other records have none.
        event_id: text("ID"),
        occurred_at: times.iter().find_map(|name| when::of(&record[name])),
        verdict: Some(verdict(record["Type"].as_str().unwrap_or_default())),
        said: said(record),
        reason: reason(record),
        client: client(record),
        url: text("OriginalLink"),
        message: Message { subject: text("Subject"), from: text("From"), ..Message::default() },
        // Whoever is taken off the suppression list.
        again: as_flag(&record["SuppressSending"]) == Some(false),
        // The tag and the stream are the sender's choice, too.
        metadata: beside(
            own(&record["Metadata"]),
            &[("Tag", &record["Tag"]), ("MessageStream", &record["MessageStream"])],
        ),
        ..Told::default()
    }
    .event(kind)
}

fn meaning(record: &Value) -> Result<EventKind, Skipped> {
    match record["RecordType"].as_str() {
        Some("Delivery") => Ok(EventKind::EmailDelivered),
        Some("Bounce") => bounce(record),
        Some("SpamComplaint") => Ok(EventKind::EmailSpam),
        Some("Open") => Ok(EventKind::EmailRead),
        Some("Click") => Ok(EventKind::EmailClicked),
        Some("SubscriptionChange") => change(record),
        // Mail that came in, as the inbound webhook tells it.
        Some(word @ "Inbound") => Err(Skipped::known(word)),
        None if record["FromFull"].is_object() => Err(Skipped::known("Inbound")),
        word => Err(Skipped::unknown(word.unwrap_or("no RecordType"))),
    }
}

/// Postmark's words for what came back, in ours.
/// See <https://postmarkapp.com/developer/api/bounce-api#bounce-types>.
fn bounce(record: &Value) -> Result<EventKind, Skipped> {
    let word = record["Type"].as_str().unwrap_or("no Type");
    Ok(match word {
        // A spam notification, unlike a complaint, comes from a filter and not from a person.
        "HardBounce" | "SoftBounce" | "SpamNotification" | "VirusNotification" | "Unknown" => {
            EventKind::EmailBounced
        }
        // A server that refused the message is quoted; else Postmark did not try.
        "Blocked" | "DMARCPolicy" if said(record).code.is_some() => EventKind::EmailBounced,
        "Blocked" | "DMARCPolicy" | "BadEmailAddress" | "ManuallyDeactivated" | "Unconfirmed" => {
            EventKind::EmailRejected
        }
        // In the test a receiving server tries Postmark's before it takes the message.
        "Transient" | "DnsError" | "OpenRelayTest" => EventKind::EmailDeferred,
        "SMTPApiError" | "TemplateRenderingFailed" => EventKind::EmailFailed,
        "AutoResponder" | "AddressChange" | "ChallengeVerification" => EventKind::EmailAutoReplied,
        // Asked for in a mail; it does not say whether the List-Unsubscribe header led to it.
        "Unsubscribe" => EventKind::EmailUnsubscribed,
        "Subscribe" => EventKind::EmailSubscribed,
        "SpamComplaint" => EventKind::EmailSpam,
        // About mail that came in.
        "InboundError" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(format!("Bounce: {word}"))),
    })
}

/// Who was put on the suppression list and why, or taken off it. Bounces and complaints have
/// the origin `Recipient`, too: there the reason tells. A sender may also enter somebody who
/// asked for it by another way; the record would not say.
fn change(record: &Value) -> Result<EventKind, Skipped> {
    let reason = record["SuppressionReason"].as_str();
    let origin = record["Origin"].as_str();
    Ok(match (as_flag(&record["SuppressSending"]), reason, origin) {
        (Some(true), Some("HardBounce" | "SpamComplaint"), _)
        | (Some(true), Some("ManualSuppression"), Some("Customer" | "Admin")) => {
            EventKind::EmailDeactivated
        }
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        (Some(true), Some("ManualSuppression"), Some("Recipient")) => EventKind::EmailUnsubscribed,
        (Some(false), _, Some("Recipient")) => EventKind::EmailSubscribed,
        (Some(false), _, Some("Customer" | "Admin")) => EventKind::EmailActivated,
        _ => {
            let (reason, origin) = (reason.unwrap_or("no reason"), origin.unwrap_or("nobody"));
            return Err(Skipped::unknown(format!("SubscriptionChange: {reason} by {origin}")));
        }
    })
}

/// What the receiving server said, or Postmark itself.
fn said(record: &Value) -> Response {
    smtp::reply(record["Details"].as_str().unwrap_or_default())
}

fn reason(record: &Value) -> Reason {
    let words = ["SuppressionReason", "Type"].map(|name| as_text(&record[name]));
    let Some(word) = words.into_iter().flatten().next() else { return Reason::default() };
    let code = match word.as_str() {
        "HardBounce" => "hard_bounce",
        "SpamComplaint" => "spam",
        "BadEmailAddress" => "invalid",
        "ManuallyDeactivated" => "suppressed",
        other => other,
    };
    // The description has the same words for all bounces of a type.
    let text = as_text(&record["Details"]).or_else(|| as_text(&record["Description"]));
    Reason { code: Some(code.to_owned()), text: text.or(Some(word.clone())) }
}

fn client(record: &Value) -> Client {
    let place = &record["Geo"];
    Client {
        user_agent: as_text(&record["UserAgent"]),
        name: as_text(&record["Client"]["Name"]),
        device: as_text(&record["Platform"]),
        os: as_text(&record["OS"]["Name"]),
        ip: as_text(&place["IP"]),
        geo: known(Geo {
            continent: None,
            country: as_text(&place["CountryISOCode"]),
            city: as_text(&place["City"]),
        }),
        machine: None,
        read_seconds: as_text(&record["ReadSeconds"]).and_then(|seconds| seconds.parse().ok()),
    }
}

/// How final Postmark calls a bounce. `Unknown` is one that it could not read.
fn verdict(word: &str) -> BounceClass {
    match word {
        "HardBounce" => BounceClass::Hard,
        "Unknown" => BounceClass::Undetermined,
        _ => BounceClass::Soft,
    }
}
