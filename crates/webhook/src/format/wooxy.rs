//! Wooxy's notifications: an object of six members.
//! See <https://wooxy.com/api-documentation/webhooks>.

use super::fields::seconds;
use crate::json::Json;
use std::borrow::Cow;

/// All six members are there, as Wooxy's own are; what is not known is `null`, and no headers are
/// an empty object. Wooxy tells of mail only: on other channels `email` holds the contact.
pub(super) fn of<'a>(envelope: &Json<'a>) -> Json<'a> {
    let data = |path: &[&str]| envelope.get("data")?.word_at(path);
    let known = |value: Option<&str>| value.map_or(Json::Null, |it| Json::text(it.to_owned()));
    let kind = envelope.word_at(&["type"]).unwrap_or_default();
    let at = envelope.word_at(&["timestamp"]).and_then(seconds);
    let email = data(&["recipient"]).or_else(|| data(&["contact"]));
    let id = data(&["message_id"]).or_else(|| data(&["id"]));
    let members = [
        ("datetime", at.map_or(Json::Null, Json::whole)),
        ("event", Json::text(word(kind).to_owned())),
        ("email", known(email)),
        ("id", known(id)),
        ("userId", known(data(&["user"]))),
        ("headers", Json::Object(headers(envelope))),
    ];
    let members = members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value));
    Json::Object(members.collect())
}

/// The headers that were reported, and the sender's own data, which Wooxy knows as headers.
fn headers<'a>(envelope: &Json<'a>) -> Vec<(Cow<'a, str>, Json<'a>)> {
    let mut all: Vec<(Cow<'a, str>, Json<'a>)> = Vec::new();
    for place in [&["data", "message", "headers"][..], &["data", "metadata"][..]] {
        for (name, value) in envelope.at(place).map_or(&[][..], Json::members) {
            if !all.iter().any(|(it, _)| it.eq_ignore_ascii_case(name)) {
                all.push((name.clone(), value.clone()));
            }
        }
    }
    all
}

/// The hub's words in Wooxy's, where it documents one; `sent` and `delivered` it never sends.
fn word(kind: &str) -> &str {
    match kind {
        "email.read" => "read",
        "email.clicked" => "click",
        "email.bounced" => "hard",
        "email.spam" => "complaint",
        "email.list_unsubscribed" => "list-unsubscribe",
        "email.rejected" => "reject",
        kind => kind,
    }
}
