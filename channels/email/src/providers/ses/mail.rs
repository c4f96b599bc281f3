//! What SES says of the message itself, the same in every event.

use crate::attached::pairs;
use adapter::lenient::as_text;
use adapter::when;
use event::Message;
use serde_json::{Map, Value};

/// The message, and those of its headers that are nobody's standard.
pub(super) fn message(mail: &Value) -> Message {
    let common = &mail["commonHeaders"];
    let mut headers = pairs(&mail["headers"]);
    headers.retain(|name, _| name.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("x-")));
    let all = mail["destination"].as_array().filter(|all| all.len() > 1);
    let all = all.into_iter().flatten().filter_map(as_text);
    Message {
        subject: as_text(&common["subject"]),
        from: as_text(&common["from"][0]).or_else(|| as_text(&mail["source"])),
        sent_at: when::of(&mail["timestamp"]).map(event::rfc3339),
        recipients: all.collect(),
        headers,
        ..Message::default()
    }
}

/// The sender's tags, without those of SES. Each has a list of values, and mostly one.
pub(super) fn tags(tags: &Value) -> Map<String, Value> {
    let tags = tags.as_object().into_iter().flatten();
    let own = tags.filter(|(name, _)| !name.starts_with("ses:"));
    let single = |values: &Value| match values.as_array().map(Vec::as_slice) {
        Some([value]) => value.clone(),
        _ => values.clone(),
    };
    own.map(|(name, values)| (name.clone(), single(values))).collect()
}
