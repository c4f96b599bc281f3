//! What a record of Mailgun says, in our words.

use crate::known::known;
use crate::{bounce, refusal, smtp};
use adapter::lenient::as_text;
use adapter::{Skipped, when};
use event::{
    BounceClass, Click, Client, Event, EventKind, Geo, Message, Reason, Response, bare_address,
};
use serde_json::{Map, Value};

pub(super) fn event(record: &Value) -> Result<Event, Skipped> {
    let mut event = Event::new(meaning(record)?);
    let headers = &record["message"]["headers"];
    let rfc_id = as_text(&headers["message-id"]).map(|id| id.trim_matches(['<', '>']).to_owned());
    // What was rejected has no recipient, and names whom it was meant for.
    let recipient = as_text(&record["recipient"]).or_else(|| as_text(&headers["to"]));
    event.recipient = recipient.map(|it| bare_address(&it).to_owned());
    event.message_id.clone_from(&rfc_id);
    event.occurred_at = when::of(&record["timestamp"]);
    // Its id is unique within a day only.
    let id = as_text(&record["id"]).zip(as_text(&record["timestamp"]));
    event.event_id = id.map(|(id, at)| format!("{id}@{at}"));
    match event.kind {
        EventKind::EmailRejected => event.details.reason = known(reason(record)),
        EventKind::EmailRead | EventKind::EmailClicked | EventKind::EmailUnsubscribed => {
            event.details.client = client(record);
        }
        _ => bounce::tell(&mut event, Some(verdict(record)), said(&record["delivery-status"])),
    }
    let url = as_text(&record["url"]).filter(|_| event.kind == EventKind::EmailClicked);
    event.details.click = url.map(|url| Click { url });
    event.details.message = known(Message {
        subject: as_text(&headers["subject"]),
        from: as_text(&headers["from"]),
        sender: as_text(&record["envelope"]["sender"]),
        rfc_id,
        ..Message::default()
    });
    event.details.metadata = metadata(record);
    Ok(event)
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
    let code = code.or_else(|| refusal::reason(record["reason"].as_str()?).code);
    Reason { code: code.or_else(|| refusal::reason(text.as_deref()?).code), text }
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

fn client(record: &Value) -> Option<Client> {
    let (info, place) = (&record["client-info"], &record["geolocation"]);
    known(Client {
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
    })
}

/// The sender's variables, and the tags unless a variable has their name.
fn metadata(record: &Value) -> Map<String, Value> {
    let mut metadata = record["user-variables"].as_object().cloned().unwrap_or_default();
    if let Some(tags) = record["tags"].as_array().filter(|tags| !tags.is_empty()) {
        metadata.entry("tags").or_insert_with(|| tags.clone().into());
    }
    metadata
}
