//! CM.com: status reports of SMS and Viber, and messages that came in.
//!
//! Source: CM.com, "Incoming Status Reports", "Incoming messages".

use super::Told;
use crate::lenient::{self, text_at, time_at};
use crate::{Callback, Fields, Malformed, Report, Skipped, when};
use serde_json::Value;

/// Reads a callback: reports in `messages.msg`, the parameters of a GET, or a message that came in.
///
/// # Errors
///
/// [`Malformed`] when the body is no JSON object.
pub fn read(callback: &Callback) -> Result<Vec<Result<Told, Skipped>>, Malformed> {
    if callback.body.is_empty() {
        return Ok(vec![query(&Fields::of_form(callback.query().as_bytes()))]);
    }
    let said = lenient::object(&callback.body)?;
    Ok(match said["messages"].get("msg") {
        Some(reports) => lenient::entries(reports).iter().map(report).collect(),
        None => vec![incoming(&said)],
    })
}

/// Senders may leave the reference out, so that message and state tell no report from another.
fn told(report: Report, code: Option<String>, at: &str) -> Result<Told, Skipped> {
    let word = match code.ok_or_else(|| Skipped::unknown("no status"))?.as_str() {
        "0" => "accepted".to_owned(),
        "1" => "rejected".to_owned(),
        "2" => "delivered".to_owned(),
        "3" => "failed".to_owned(),
        "4" => "read".to_owned(),
        other => other.to_owned(),
    };
    // That the time ran out has no number of its own.
    let ran_out = report.text.as_deref().is_some_and(|text| {
        let text = text.to_lowercase();
        text.contains("expired") || text.contains("validity")
    });
    let word = if ran_out && word == "failed" { "expired".to_owned() } else { word };
    let event_id = Some([report.message_id.as_deref().unwrap_or_default(), at, &word].join(":"));
    Ok(Told { word, report, event_id, ..Told::default() })
}

fn report(entry: &Value) -> Result<Told, Skipped> {
    let status = &entry["status"];
    let at = text_at(entry, "received").unwrap_or_default();
    let report = Report {
        recipient: text_at(entry, "to"),
        // No other id is reported than the one that the sender gave.
        message_id: text_at(entry, "reference"),
        at: when::zoned(&at),
        code: text_at(status, "errorCode"),
        text: text_at(status, "errorDescription"),
        ..Report::default()
    };
    told(report, text_at(status, "code"), &at)
}

fn query(fields: &Fields) -> Result<Told, Skipped> {
    let at = fields.one_of(&["datetime_s", "created_s"]).unwrap_or_default();
    let report = Report {
        recipient: fields.one_of(&["gsm", "to"]),
        message_id: fields.text("reference"),
        at: when::zoned(&at),
        code: fields.text("statusdescription"),
        text: fields.text("standarderrortext"),
        ..Report::default()
    };
    told(report, fields.text("status"), &at)
}

fn incoming(said: &Value) -> Result<Told, Skipped> {
    let written = text_at(&said["message"], "text");
    let number = text_at(&said["from"], "number");
    if written.is_none() && number.is_none() {
        return Err(Skipped::unknown("neither status nor text"));
    }
    let report = Report {
        recipient: number,
        message_id: text_at(said, "reference"),
        at: time_at(said, "timeUtc"),
        ..Report::default()
    };
    let channel = text_at(said, "channel").map(|channel| channel.to_lowercase());
    let word = Told::INCOMING.to_owned();
    Ok(Told { channel, word, report, written, ..Told::default() })
}
