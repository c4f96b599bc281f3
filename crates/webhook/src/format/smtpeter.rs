//! SMTPeter's and Copernica's notifications: forms with a type.
//! See <https://www.smtpeter.com/en/documentation/webhooks>.

use super::fields::{Fields, flat, seconds};
use super::mime;
use crate::json::Json;
use std::borrow::Cow;

/// The fields of an event. What SMTPeter has no type for goes by the hub's name for it, with the
/// fields that all types share.
pub(super) fn of<'a>(envelope: &'a Json<'_>) -> Fields<'a> {
    let kind = envelope.word_at(&["type"]).unwrap_or_default();
    let mut fields = Fields::default();
    let data = |path: &[&str]| envelope.get("data")?.word_at(path);
    fields.put("id", data(&["message_id"]));
    fields.put("type", Some(type_of(kind)));
    when(envelope, &mut fields);
    match kind {
        "email.profile_created" | "email.profile_updated" | "email.profile_deleted" => {
            profile(envelope, &mut fields);
            return fields;
        }
        "email.unsubscribed" | "email.list_unsubscribed" => ids(envelope, &mut fields),
        "email.bounced" | "email.soft_bounced" | "email.failed" | "email.deferred" => {
            failure(kind, envelope, &mut fields);
        }
        "email.delivered" => said("2.0.0", envelope, &mut fields),
        "email.read" | "email.clicked" => opened(envelope, &mut fields),
        "email.spam" => {
            fields.put("emailfrom", recipient(envelope));
            fields.put("mime", Some(mime::complaint(envelope)));
        }
        "email.auto_replied" => {
            fields.put("envelope", data(&["message", "sender"]));
            fields.put("mime", Some(mime::reply(envelope)));
        }
        _ => fields.put("description", data(&["reason", "text"])),
    }
    fields.put("recipient", recipient(envelope));
    tags(envelope, &mut fields);
    fields
}

/// The hub's words in SMTPeter's. What came back by mail is a `failure` where it is a report, and
/// a `bounce` where it is anything else.
fn type_of(kind: &str) -> &str {
    match kind {
        "email.delivered" => "delivery",
        "email.bounced" | "email.soft_bounced" | "email.failed" | "email.deferred" => "failure",
        "email.auto_replied" => "bounce",
        "email.read" => "open",
        "email.clicked" => "click",
        "email.spam" => "abuse",
        "email.unsubscribed" | "email.list_unsubscribed" => "unsubscribe",
        "email.profile_created" => "create",
        "email.profile_updated" => "update",
        "email.profile_deleted" => "delete",
        kind => kind,
    }
}

/// The time twice: for people in UTC, and in seconds since 1970.
fn when<'a>(envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    let timestamp = envelope.word_at(&["timestamp"]);
    let plain = timestamp.and_then(|it| it.get(..19)).map(|it| it.replace('T', " "));
    fields.put("timestamp", plain);
    fields.put("time", timestamp.and_then(seconds).map(|it| it.to_string()));
}

fn recipient<'a>(envelope: &'a Json<'_>) -> Option<&'a str> {
    let data = envelope.get("data")?;
    data.word_at(&["recipient"]).or_else(|| data.word_at(&["contact"]))
}

fn failure<'a>(kind: &str, envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    let action = if kind == "email.deferred" { "delayed" } else { "failed" };
    fields.put("action", Some(action));
    let stage = envelope.word_at(&["data", "response", "stage"]);
    fields.put("state", Some(stage.unwrap_or("bounce")));
    // Where no code is known, the class says how final it is (RFC 3463, section 3.1: "other").
    let class = match kind {
        "email.bounced" => "5.0.0",
        "email.failed" => "",
        _ => "4.0.0",
    };
    said(class, envelope, fields);
}

/// What the far side said, with that status where it named none.
fn said<'a>(class: &'static str, envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    let data = |path: &[&str]| envelope.get("data")?.word_at(path);
    let either = |name: &str| data(&["response", name]).or_else(|| data(&["bounce", name]));
    let (code, enhanced) = (either("code"), either("enhanced"));
    let unknown = code.is_none() && enhanced.is_none() && !class.is_empty();
    fields.put("code", code);
    fields.put("extended", enhanced.or(unknown.then_some(class)));
    let text = data(&["response", "text"]).or_else(|| data(&["reason", "text"]));
    fields.put("description", text);
}

fn opened<'a>(envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    let data = |path: &[&str]| envelope.get("data")?.word_at(path);
    fields.put("ip", data(&["client", "ip"]));
    fields.put("original", data(&["click", "url"]));
    fields.put("useragent", data(&["client", "user_agent"]));
}

fn profile<'a>(envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    ids(envelope, fields);
    let of_profile = |name| envelope.at(&["data", "profile", name]);
    let given = of_profile("fields").map_or(&[][..], Json::members);
    let mut given: Vec<_> = given.iter().map(|(name, value)| (name, text(value))).collect();
    // A form has no other place for the address.
    let named = |name: &&Cow<'_, str>| name.eq_ignore_ascii_case("email");
    let address = recipient(envelope).filter(|_| !given.iter().any(|(name, _)| named(name)));
    let address_field = Cow::Borrowed("email");
    let address = address.map(|it| (Cow::clone(&address_field), Json::text(it)));
    let members = given.drain(..).map(|(name, value)| (Cow::Owned(name.to_string()), value));
    fields.add("fields", Json::Object(members.chain(address).collect()));
    let interests = of_profile("interests").map_or(&[][..], Json::elements);
    fields.add("interests", Json::List(interests.iter().map(text).collect()));
}

/// Where a profile stands.
fn ids<'a>(envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    let data = |path: &[&str]| envelope.get("data")?.word_at(path);
    fields.put("profile", data(&["profile", "id"]));
    fields.put("subprofile", data(&["profile", "sub_id"]));
    for name in PLACES {
        fields.put(name, data(&["metadata", name]));
    }
}

const PLACES: [&str; 3] = ["database", "collection", "mailing"];

/// The sender's tags; what else the sender had passed through, as tags with a name.
fn tags<'a>(envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    let mut tags = Vec::new();
    for (name, value) in envelope.at(&["data", "metadata"]).map_or(&[][..], Json::members) {
        match value {
            Json::List(list) if name == "tags" => tags.extend(list.iter().map(text)),
            value if name == "tags" => tags.push(text(value)),
            _ if PLACES.contains(&&**name) => {}
            value => tags.push(Json::text(format!("{name}:{}", flat(value)))),
        }
    }
    if !tags.is_empty() {
        fields.add("tags", Json::List(tags));
    }
}

fn text<'a>(value: &'a Json<'_>) -> Json<'a> {
    Json::Text(flat(value))
}
