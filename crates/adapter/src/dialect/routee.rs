//! Routee: what became of SMS and Viber messages, and messages that came in.
//!
//! Source: Routee, "Callback - SMS Delivery reports", "Viber Messaging Statuses", "Receive SMS".

use super::Told;
use crate::lenient::{self, text_at, time_at};
use crate::{Malformed, Report, Skipped};

/// Reads a callback: one message.
///
/// # Errors
///
/// [`Malformed`] when it is no JSON object.
pub fn read(body: &[u8]) -> Result<Result<Told, Skipped>, Malformed> {
    let said = lenient::object(body)?;
    let status = &said["status"];
    let word = text_at(status, "name").or_else(|| text_at(&said, "status"));
    let (id, channel) = match (text_at(&said, "messageId"), text_at(&said, "trackingId")) {
        (Some(id), _) => (Some(id), "sms"),
        (None, id) => (id, "viber"),
    };
    let mut told = Told { channel: Some(channel.to_owned()), ..Told::default() };
    told.report.message_id = id;
    let Some(word) = word else {
        told.written = text_at(&said, "message").or_else(|| text_at(&said, "text"));
        Told::INCOMING.clone_into(&mut told.word);
        told.report.recipient = text_at(&said, "from");
        let unread = Skipped::unknown("neither status nor text");
        return Ok(if told.written.is_some() { Ok(told) } else { Err(unread) });
    };
    let reason = &status["reason"];
    let detail = text_at(reason, "detailedStatus");
    finer(&word.to_lowercase(), detail.as_deref()).clone_into(&mut told.word);
    told.report = Report {
        recipient: text_at(&said, "to"),
        at: time_at(status, "updatedDate"),
        code: detail,
        text: text_at(reason, "description"),
        ..told.report
    };
    told.report = told.report.with("label", text_at(&said, "label"));
    Ok(Ok(told))
}

/// Why a message was not delivered says more than that it was not.
fn finer<'a>(word: &'a str, detail: Option<&str>) -> &'a str {
    match (word, detail.map(str::to_lowercase).as_deref()) {
        ("undelivered" | "failed", Some("ttl expired" | "message expired")) => "expired",
        ("undelivered" | "failed", Some("opted out" | "message rejected")) => "rejected",
        _ => word,
    }
}
