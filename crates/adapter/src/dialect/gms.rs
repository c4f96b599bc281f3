//! GMS (Hyber): delivery reports of SMS and Viber in cascades, and users' replies.
//!
//! Source: GMS, "Receive message delivery report", "Receive user reply", tables 8.3 and 8.4.

use super::Told;
use crate::lenient::{self, text_at, time_at};
use crate::{Malformed, Report, Skipped};
use serde_json::Value;

/// Reads the entries of a callback: a list of reports, or one by itself.
///
/// # Errors
///
/// [`Malformed`] when it is no JSON.
pub fn read(body: &[u8]) -> Result<Vec<Result<Told, Skipped>>, Malformed> {
    let body: Value = serde_json::from_slice(body)?;
    Ok(lenient::entries(&body).iter().map(entry).collect())
}

fn entry(entry: &Value) -> Result<Told, Skipped> {
    let first = |names: &[&str]| names.iter().find_map(|name| text_at(entry, name));
    // Of a cascade, the channel that had the message last; `hyber` where none had it.
    let channel = first(&["sent_via", "last_partner", "delivered_via", "channel"]);
    let channel = channel.map(|it| it.to_lowercase()).filter(|it| it != "hyber");
    let mut report = Report {
        recipient: first(&["number", "phone_number", "phone"]),
        message_id: text_at(entry, "message_id"),
        ..Report::default()
    };
    report = report.with("extra_id", text_at(entry, "extra_id"));
    if entry.get("text_from_subscriber").is_some() {
        // The time of a reply is told by a clock in Kyiv. The id is that of the message replied to,
        // and there may be several replies to one.
        let written = text_at(entry, "text_from_subscriber");
        let times = [report.message_id.clone(), text_at(entry, "time")];
        let event_id = Some(times.into_iter().flatten().collect::<Vec<_>>().join(":"));
        let word = Told::INCOMING.to_owned();
        return Ok(Told { channel, word, report, written, event_id, ..Told::default() });
    }
    report.at = time_at(entry, "time");
    report.code = first(&["hyber_status", "error_code"]);
    report.text = first(&["error_text", "status_text"]);
    let word = word(entry, report.text.as_deref()).ok_or_else(|| Skipped::unknown("no status"))?;
    Ok(Told { channel, word, report, ..Told::default() })
}

/// The simplified status, made finer by the extended one: of what was delivered 24 was seen, of
/// what was not 35 ran out of its time. Where words come with it, they count.
fn word(entry: &Value, words: Option<&str>) -> Option<String> {
    let words = words.unwrap_or_default().to_lowercase();
    let says = |stems: &[&str]| stems.iter().any(|stem| words.contains(stem));
    let status = text_at(entry, "status")?;
    let word = match (status.as_str(), text_at(entry, "substatus").as_deref()) {
        ("2", Some("24")) => "seen",
        ("2", _) if says(&["seen", "displayed", "viewed", "is read"]) => "seen",
        ("2", _) => "delivered",
        ("3", _) if says(&["reject", "block", "stop list", "stop-list"]) => "rejected",
        ("3", Some("35")) => "expired",
        ("3", _) if says(&["expire", "lifetime", "ttl"]) => "expired",
        ("3", _) => "undelivered",
        ("0" | "1", _) => "in process",
        (other, _) => other,
    };
    Some(word.to_owned())
}
