//! 8x8: its SMS, and its Messaging Apps, among them Viber.
//!
//! Source: 8x8 Connect, "Delivery receipts for outbound SMS", "Delivery receipts for Outbound
//! Messaging Apps", "Short URL Clicks", "Messaging Apps Delivery Receipt Error Codes".

use super::Told;
use crate::lenient::{self, text_at, time_at};
use crate::{Malformed, Report, Skipped};
use serde_json::Value;

/// Reads a callback: one thing that happened.
///
/// # Errors
///
/// [`Malformed`] when it is no JSON object.
pub fn read(body: &[u8]) -> Result<Result<Told, Skipped>, Malformed> {
    let said = lenient::object(body)?;
    let payload = &said["payload"];
    let kind = text_at(&said, "eventType").unwrap_or_else(|| "no eventType".to_owned());
    Ok(match kind.as_str() {
        "outbound_message_status_changed" => Ok(status(&said, payload)),
        "inbound_message_received" => Ok(incoming(&said, payload)),
        "short_url_clicked" => Ok(click(&said, payload)),
        "template_status_update" => Err(Skipped::known(kind)),
        _ => Err(Skipped::unknown(kind)),
    })
}

fn status(said: &Value, payload: &Value) -> Told {
    let status = &payload["status"];
    let state = text_at(status, "state").unwrap_or_else(|| "no state".to_owned()).to_lowercase();
    let detail = text_at(status, "detail").unwrap_or_default().to_lowercase();
    let code = text_at(status, "errorCode");
    // Of 8x8's codes: the time ran out; the message centre or the channel refused it.
    let word = match (state.as_str(), detail.as_str(), code.as_deref()) {
        ("delivered", "delivered_to_operator", _) => "delivered_to_operator",
        ("undelivered" | "failed", _, Some("36")) | ("undelivered", "expired", _) => "expired",
        ("undelivered" | "failed", _, Some("41")) | ("undelivered", "rejected_by_operator", _) => {
            "rejected"
        }
        (state, _, _) => state,
    };
    let report = Report {
        recipient: text_at(&payload["user"], "msisdn").or(text_at(payload, "destination")),
        message_id: text_at(payload, "umid"),
        at: time_at(status, "timestamp"),
        code,
        text: text_at(status, "errorMessage"),
        ..Report::default()
    };
    let report = report.with("clientMessageId", text_at(payload, "clientMessageId"));
    Told { channel: channel(said, payload), word: word.to_owned(), report, ..Told::default() }
}

fn incoming(said: &Value, payload: &Value) -> Told {
    let user = text_at(&payload["user"], "msisdn");
    let report = Report {
        recipient: user.or(text_at(payload, "source")),
        message_id: text_at(payload, "umid"),
        at: time_at(payload, "timestamp").or(time_at(payload, "receivedAt")),
        ..Report::default()
    };
    Told {
        channel: channel(said, payload),
        word: Told::INCOMING.to_owned(),
        report,
        written: text_at(payload, "body").or(text_at(&payload["content"], "text")),
        ..Told::default()
    }
}

fn click(said: &Value, payload: &Value) -> Told {
    let first = |names: &[&str]| names.iter().find_map(|name| text_at(payload, name));
    let report = Report {
        recipient: first(&["destination", "msisdn", "recipient"]),
        message_id: text_at(payload, "umid"),
        at: time_at(payload, "occurredAt"),
        ..Report::default()
    };
    Told {
        channel: channel(said, payload),
        word: Told::CLICKED.to_owned(),
        report: report.with("clientMessageId", text_at(payload, "clientMessageId")),
        url: first(&["longUrl", "originalUrl", "targetUrl", "url", "shortUrl"]),
        event_id: text_at(payload, "eventId"),
        ..Told::default()
    }
}

/// The channel of an app; of SMS, the namespace says it.
fn channel(said: &Value, payload: &Value) -> Option<String> {
    let places = [payload, &payload["recipient"], &payload["user"]];
    let app = places.into_iter().find_map(|it| text_at(it, "channel"));
    let namespace = text_at(said, "namespace").filter(|it| it.eq_ignore_ascii_case("sms"));
    app.or(namespace).map(|it| it.to_lowercase())
}
