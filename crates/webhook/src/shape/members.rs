//! Which members of an event are shown.

use super::Members;
use crate::json::Json;

/// The members of `data` by path. Behind those that end in `.*` anything may follow: the names are
/// the sender's.
const KNOWN: [&str; 57] = [
    "id",
    "project",
    "provider",
    "source",
    "received_at",
    "channel",
    "group",
    "contact",
    "recipient",
    "message_id",
    "bounce",
    "bounce.class",
    "bounce.code",
    "bounce.enhanced",
    "response",
    "response.code",
    "response.enhanced",
    "response.text",
    "response.host",
    "response.stage",
    "reason",
    "reason.code",
    "reason.text",
    "click",
    "click.url",
    "client",
    "client.user_agent",
    "client.name",
    "client.device",
    "client.os",
    "client.ip",
    "client.geo",
    "client.geo.continent",
    "client.geo.country",
    "client.geo.city",
    "client.machine",
    "client.read_seconds",
    "message",
    "message.subject",
    "message.from",
    "message.sender",
    "message.sent_at",
    "message.recipients",
    "message.headers",
    "message.rfc_id",
    "message.auth",
    "message.submitter_ip",
    "again",
    "profile",
    "profile.id",
    "profile.sub_id",
    "profile.fields",
    "profile.interests",
    "start_payload",
    "ttl_seconds",
    "user",
    "metadata",
];

/// Members whose own are named by senders and providers.
const FREE: [&str; 3] = ["message.headers", "profile.fields", "metadata"];

/// Those that are always shown: what tells events apart, and tests from what happened.
const ALWAYS: [&str; 2] = ["id", "test"];

/// The members of `data` that may be asked for, by path.
pub fn known_members() -> impl Iterator<Item = &'static str> {
    KNOWN.into_iter()
}

impl super::Shape {
    /// Whether there can be a member at that path.
    #[must_use]
    pub fn has_member(path: &str) -> bool {
        let named = |free: &str| {
            let rest = path.strip_prefix(free).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| !rest.is_empty())
        };
        KNOWN.contains(&path) || FREE.iter().any(|it| named(it))
    }
}

/// Keeps what is named, or stands in what is named, in the order that it has.
pub(super) fn keep(data: &mut Members<'_>, shown: &[String]) {
    data.retain_mut(|(name, value)| ALWAYS.contains(&&**name) || is_shown(name, value, shown));
}

/// Whether anything at that path is shown; cuts away what is not.
fn is_shown(path: &str, value: &mut Json<'_>, shown: &[String]) -> bool {
    if shown.iter().any(|it| it == path) {
        return true;
    }
    let inside = |it: &String| it.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    if !shown.iter().any(inside) {
        return false;
    }
    let Json::Object(members) = value else { return false };
    members.retain_mut(|(name, value)| is_shown(&format!("{path}.{name}"), value, shown));
    !members.is_empty()
}
