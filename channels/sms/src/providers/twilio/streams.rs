//! CloudEvents of Event Streams in a list: messages, and clicks on shortened links. A click may also
//! come bare, as the callback of a messaging service.
//!
//! Source: Twilio, "Event Streams: outbound message, inbound message", "Link Shortening".

use crate::keyword;
use adapter::lenient::{self, text_at, time_at};
use adapter::{Parsed, Report, Setup, Skipped};
use event::{Click, Client, Event, EventKind};
use serde_json::Value;

const LINK_CLICKED: &str = "com.twilio.daptbt.link-shortening.link-clicked";
const MESSAGE: &str = "com.twilio.messaging.message.";
const INCOMING: &str = "com.twilio.messaging.inbound-message.received";

pub(super) fn read(body: &Value, setup: &Setup) -> Parsed {
    lenient::entries(body).iter().map(|entry| tell(entry, setup)).collect()
}

fn tell(entry: &Value, setup: &Setup) -> Result<Event, Skipped> {
    if !entry.is_object() {
        return Err(Skipped::unknown("no object"));
    }
    let data = &entry["data"];
    let word = text_at(entry, "type");
    match word.as_deref() {
        Some(LINK_CLICKED) => click(data, text_at(entry, "id")),
        Some(INCOMING) => incoming(data, setup),
        Some(word) if word.starts_with(MESSAGE) => message(data, &word[MESSAGE.len()..]),
        None if entry["event_type"] == "click" => click(entry, None),
        _ => {
            let word = word.or(text_at(entry, "event_type"));
            Err(Skipped::unknown(word.unwrap_or_else(|| "no type".to_owned())))
        }
    }
}

/// What became of a message that was sent; the event's name tells it, too.
fn message(data: &Value, word: &str) -> Result<Event, Skipped> {
    let status = text_at(data, "messageStatus").unwrap_or_else(|| word.to_owned()).to_lowercase();
    let code = text_at(data, "errorCode").filter(|code| code != "0");
    let kind = super::meaning(&status, code.as_deref())?;
    let report = Report {
        recipient: text_at(data, "to"),
        message_id: text_at(data, "messageSid"),
        at: time_at(data, "timestamp"),
        code,
        text: text_at(data, "errorMessage"),
        metadata: data["tags"].as_object().cloned().unwrap_or_default(),
    };
    super::is_sms(report.recipient.as_deref().unwrap_or_default())?;
    report.event(kind, &status)
}

/// What a contact decided by a message.
fn incoming(data: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let report = Report {
        recipient: text_at(data, "from"),
        message_id: text_at(data, "messageSid"),
        at: time_at(data, "timestamp"),
        ..Report::default()
    };
    super::is_sms(report.recipient.as_deref().unwrap_or_default())?;
    report.event(keyword::decision(setup, &text_at(data, "body").unwrap_or_default())?, "received")
}

fn click(data: &Value, id: Option<String>) -> Result<Event, Skipped> {
    let mut event = Event::new(EventKind::SmsClicked);
    let recipient = text_at(data, "to");
    event.recipient = Some(recipient.ok_or_else(|| Skipped::unknown("click without recipient"))?);
    event.message_id = text_at(data, "message_sid").or(text_at(data, "sms_sid"));
    event.event_id = id;
    event.occurred_at = time_at(data, "click_time");
    event.details.click = text_at(data, "link").map(|url| Click { url });
    let agent = text_at(data, "user_agent");
    event.details.client =
        agent.map(|agent| Client { user_agent: Some(agent), ..Client::default() });
    Ok(event)
}
