//! CloudEvents 1.0, structured mode.
//! See <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md>.

use crate::json::Json;
use std::borrow::Cow;

/// `id` and `source` together are unique, as the specification asks; `data` is the envelope's own.
pub(super) fn of<'a>(envelope: &Json<'a>) -> Json<'a> {
    let word = |path: &[&str]| envelope.word_at(path).map(|it| Json::text(it.to_owned()));
    let project = envelope.word_at(&["data", "project"]);
    let source = envelope.word_at(&["data", "source"]);
    let said = [
        project.map(|it| format!("/projects/{}", segment(it))),
        source.map(|it| format!("/sources/{}", segment(it))),
    ];
    let source: String = said.into_iter().flatten().collect();
    // A shape may leave out who told it; the attribute is required all the same.
    let source = if source.is_empty() { "/".to_owned() } else { source };
    let mut members: Vec<(Cow<'a, str>, Json<'a>)> =
        vec![("specversion".into(), Json::text("1.0"))];
    let mut put = |name: &'static str, value: Option<Json<'a>>| {
        members.extend(value.map(|value| (Cow::Borrowed(name), value)));
    };
    put("id", word(&["data", "id"]));
    put("source", Some(Json::text(source)));
    put("type", word(&["type"]));
    put("time", word(&["timestamp"]));
    // It must not be empty.
    put("subject", word(&["data", "message_id"]).filter(|it| it.word() != Some("")));
    put("datacontenttype", Some(Json::text("application/json")));
    put("data", envelope.get("data").cloned());
    Json::Object(members)
}

/// A part of a path: domains are A-labels and ids are letters and digits, so that this changes
/// nothing of what the hub wrote.
fn segment(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
