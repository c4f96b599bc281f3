//! What a record of Mailgun says, in our words.

use crate::attached::{beside, own};
use crate::known::known;
use crate::rfc_id::rfc_id;
use crate::told::Told;
use crate::{refusal, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{BounceClass, Client, Event, EventKind, Geo, Message, Reason, Response, bare_address};
use serde_json::Value;

pub(super) fn event(record: &Value) -> Result<Event, Skipped> {
    let headers = &record["message"]["headers"];
    let rfc_id = rfc_id(&headers["message-id"]);
    // What was rejected has no recipient, and names whom it was meant for.
    let recipient = as_text(&record["recipient"]).or_else(|| as_text(&headers["to"]));
    // Its id is unique within a day only.
    let id = as_text(&record["id"]).zip(as_text(&record["timestamp"]));
    Told {
        recipient: recipient.map(|it| bare_address(&it).to_owned()),
        message_id: rfc_id.clone(),
        event_id: id.map(|(id, at)| format!("{id}@{at}")),
        occurred_at: when::of(&record["timestamp"]),
        verdict: Some(verdict(record)),
        said: said(&record["delivery-status"]),
        reason: reason(record),
        client: client(record),
        url: as_text(&record["url"]),
        message: Message {
            subject: as_text(&headers["subject"]),
            from: as_text(&headers["from"]),
            sender: as_text(&record["envelope"]["sender"]),
            rfc_id,
            ..Message::default()
        },
        metadata: beside(own(&record["user-variables"]), &[("tags", &record["tags"])]),
        ..Told::default()
    }
    .event(meaning(record)?)
}

/// Mailgun's words, in ours.
fn meaning(record: &Value) -> Result<EventKind, Skipped> {
    let word = record["event"].as_str().unwrap_or("no event");
    Ok(match word {
        "accepted" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "failed" if is_suppressed(record) => EventKind::EmailRejected,
        "failed" if record["severity"] == "temporary" => EventKind::EmailDeferred,
        "failed" => EventKind::EmailBounced,
        "rejected" => EventKind::EmailRejected,
        "opened" => EventKind::EmailRead,
        "clicked" => EventKind::EmailClicked,
        "complained" => EventKind::EmailSpam,
        // Both by the link and by the List-Unsubscribe header: it does not say which.
        "unsubscribed" => EventKind::EmailUnsubscribed,
        // Mail that came in, and lists that were filled.
        "stored"
        | "inbound"
        | "list_member_uploaded"
        | "list_member_upload_error"
        | "list_uploaded"
        | "email_validation" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// Codes of Mailgun's own, for messages to whoever is on one of its lists.
const SUPPRESSED: [(&str, &str); 3] =
    [("605", "suppressed_bounce"), ("606", "suppressed_unsubscribe"), ("607", "suppressed_spam")];

fn is_suppressed(record: &Value) -> bool {
    let reason = record["reason"].as_str().unwrap_or_default();
    reason.starts_with("suppress-") || suppressed(record).is_some()
}

fn suppressed(record: &Value) -> Option<&'static str> {
    let given = as_text(&record["delivery-status"]["code"])?;
    SUPPRESSED.iter().find(|(code, _)| *code == given).map(|(_, word)| *word)
}

/// Why it was never tried: Mailgun's lists, or its rules.
fn reason(record: &Value) -> Reason {
    let (status, reject) = (&record["delivery-status"], &record["reject"]);
    let words =
        [&status["description"], &status["message"], &reject["reason"], &reject["description"]];
    let text = words.into_iter().find_map(as_text);
    let code = suppressed(record).map(ToOwned::to_owned);
    Reason { code: code.or_else(|| refusal::reason(record["reason"].as_str()?).code), text }
}

/// A final failure counts as hard, unless time ran out or Mailgun itself calls it soft.
fn verdict(record: &Value) -> BounceClass {
    let status = &record["delivery-status"];
    let old = record["reason"] == "old" || as_text(&status["code"]).as_deref() == Some("602");
    if old || status["bounce-type"] == "soft" { BounceClass::Soft } else { BounceClass::Hard }
}

fn said(status: &Value) -> Response {
    let [code, enhanced] = ["code", "enhanced-code"].map(|name| as_text(&status[name]));
    let text = as_text(&status["message"]).or_else(|| as_text(&status["description"]));
    let said = smtp::reply_with(&[code.as_deref(), enhanced.as_deref()], &text.unwrap_or_default());
    Response { host: as_text(&status["mx-host"]), ..said }
}

fn client(record: &Value) -> Client {
    let (info, place) = (&record["client-info"], &record["geolocation"]);
    Client {
        user_agent: as_text(&info["user-agent"]),
        name: as_text(&info["client-name"]),
        device: as_text(&info["device-type"]),
        os: as_text(&info["client-os"]),
        ip: as_text(&record["ip"]),
        geo: known(Geo {
            continent: None,
            country: as_text(&place["country"]),
            city: as_text(&place["city"]),
        }),
        machine: as_text(&info["bot"]).map(|_| true),
        read_seconds: None,
    }
}
