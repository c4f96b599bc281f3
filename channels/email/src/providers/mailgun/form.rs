//! The forms that Mailgun sent before 2018, and still sends to webhooks of that time.

use adapter::Fields;
use serde_json::{Map, Value, json};

/// A form as a record of today. Of a field that comes twice, the sender's variable is the second.
pub(super) fn as_record(form: &Fields) -> Value {
    let text = |name| form.first(name);
    let (event, severity) = match text("event") {
        Some("bounced" | "dropped") => (Some("failed"), Some("permanent")),
        // Mail that came in, by a route to the wrong address.
        None if text("body-plain").is_some() => (Some("inbound"), None),
        word => (word, None),
    };
    json!({
        "event": event,
        "severity": severity,
        "reason": text("reason"),
        "recipient": text("recipient"),
        // The sender's variables may have its name, and the signature's is the last.
        "timestamp": form.all("timestamp").last(),
        "id": form.all("token").last(),
        "url": text("url"),
        "ip": text("ip"),
        "tags": form.all("x-mailgun-tag"),
        "message": {"headers": {
            "message-id": text("message-id"),
            "from": header(form, "from"),
            "to": header(form, "to"),
            "subject": header(form, "subject"),
        }},
        "delivery-status": {
            "code": text("code"),
            "message": text("error"),
            "description": text("description"),
        },
        "client-info": {
            "user-agent": text("user-agent"),
            "client-name": text("client-name"),
            "client-os": text("client-os"),
            "device-type": text("device-type"),
        },
        "geolocation": {"country": text("country"), "city": text("city")},
        "user-variables": variables(form),
    })
}

/// A header of the message, which the form holds as a list of pairs in JSON.
fn header(form: &Fields, name: &str) -> Option<Value> {
    let headers: Vec<Value> = serde_json::from_str(form.first("message-headers")?).ok()?;
    let named = |pair: &&Value| pair[0].as_str().is_some_and(|it| it.eq_ignore_ascii_case(name));
    headers.iter().find(named).map(|pair| pair[1].clone())
}

fn variables(form: &Fields) -> Map<String, Value> {
    let own = |key: &str| FIELDS.contains(&key.to_ascii_lowercase().as_str());
    let pairs = form.pairs().filter(|(key, _)| !own(key));
    pairs.map(|(key, value)| (key.to_owned(), value.into())).collect()
}

/// Mailgun's own fields; what is not listed is a variable of the sender.
const FIELDS: [&str; 33] = [
    "attachment-count",
    "body-plain",
    "campaign-id",
    "campaign-name",
    "city",
    "client-name",
    "client-os",
    "client-type",
    "code",
    "country",
    "description",
    "device-type",
    "domain",
    "error",
    "event",
    "ip",
    "mailing-list",
    "message-headers",
    "message-id",
    "notification",
    "parent-signature",
    "reason",
    "recipient",
    "region",
    "signature",
    "tag",
    "timestamp",
    "token",
    "url",
    "user-agent",
    "x-mailgun-sid",
    "x-mailgun-tag",
    "x-mailgun-tag-id",
];
