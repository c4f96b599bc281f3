//! SMTP2GO's notifications: flat fields, for mail and for text messages.
//! See <https://developers.smtp2go.com/docs/webhooks-overview>.

use super::Encoding;
use super::fields::{Fields, flat};
use crate::json::Json;

/// The fields of an event. What SMTP2GO has no word for goes by the hub's name for it, under the
/// same fields; the sender's own data go by their names, as its custom headers do.
pub(super) fn of<'a>(envelope: &'a Json<'_>, encoding: Encoding) -> Fields<'a> {
    let kind = envelope.word_at(&["type"]).unwrap_or_default();
    let mut fields = Fields::default();
    fields.put("event", Some(word(kind)));
    fields.put("id", envelope.word_at(&["data", "id"]));
    if kind.starts_with("sms.") {
        sms(kind, envelope, &mut fields);
    } else {
        mail(kind, envelope, encoding, &mut fields);
    }
    own(envelope, &mut fields);
    fields
}

/// The hub's words in SMTP2GO's.
fn word(kind: &str) -> &str {
    match kind {
        "email.processed" => "processed",
        "email.delivered" => "delivered",
        "email.bounced" | "email.soft_bounced" => "bounce",
        "email.read" => "open",
        "email.clicked" => "click",
        "email.spam" => "spam",
        "email.unsubscribed" | "email.list_unsubscribed" => "unsubscribe",
        "email.subscribed" => "resubscribe",
        "email.rejected" => "reject",
        "sms.processed" => "sms_submitted",
        "sms.delivered" => "sms_delivered",
        "sms.failed" => "sms_failed",
        "sms.rejected" => "sms_rejected",
        "sms.unsubscribed" => "opt-out",
        kind => kind,
    }
}

fn sms<'a>(kind: &str, envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    let data = |path: &[&str]| envelope.get("data")?.word_at(path);
    let time = if kind == "sms.processed" { "submitted_timestamp" } else { "received_timestamp" };
    fields.put("destination_number", data(&["recipient"]).or_else(|| data(&["contact"])));
    fields.put("message_id", data(&["message_id"]));
    fields.put(time, envelope.word_at(&["timestamp"]));
    let code = data(&["reason", "code"]).or_else(|| data(&["response", "code"]));
    fields.put("status_code", code);
}

fn mail<'a>(kind: &str, envelope: &'a Json<'_>, encoding: Encoding, fields: &mut Fields<'a>) {
    let data = |path: &[&str]| envelope.get("data")?.word_at(path);
    fields.put("time", envelope.word_at(&["timestamp"]));
    fields.put("sendtime", data(&["message", "sent_at"]));
    fields.put("sender", data(&["message", "sender"]));
    fields.put("from", data(&["message", "from"]));
    recipient(kind, data(&["recipient"]).or_else(|| data(&["contact"])), encoding, fields);
    fields.put("auth", data(&["message", "auth"]));
    fields.put("host", data(&["response", "host"]));
    fields.put("message", said(envelope));
    fields.put("context", context(envelope));
    fields.put("email_id", data(&["message_id"]));
    fields.put("bounce", verdict(kind));
    fields.put("subject", data(&["message", "subject"]));
    fields.put("message-id", data(&["message", "rfc_id"]).map(|id| format!("<{id}>")));
    // Where a click led to stands there under either name; the tracked link is not told.
    fields.put("click_url", data(&["click", "url"]));
    fields.put("link", data(&["click", "url"]));
    for (name, member) in CLIENT {
        fields.put(name, data(&["client", member]));
    }
    for name in ["continent", "country", "city"] {
        fields.put(&format!("geoip-{name}"), data(&["client", "geo", name]));
    }
    fields.put("srchost", data(&["client", "ip"]).or_else(|| data(&["message", "submitter_ip"])));
}

/// SMTP2GO's names of what is known of a client, and the hub's.
const CLIENT: [(&str, &str); 5] = [
    ("user-agent", "user_agent"),
    ("read-secs", "read_seconds"),
    ("client", "name"),
    ("client-device", "device"),
    ("client-os", "os"),
];

/// Where a message is accepted all its recipients are named; the hub has an event for each.
fn recipient<'a>(kind: &str, of: Option<&'a str>, encoding: Encoding, fields: &mut Fields<'a>) {
    if kind != "email.processed" {
        return fields.put("rcpt", of);
    }
    match (of, encoding) {
        (Some(of), Encoding::Json) => {
            fields.add("recipients", Json::List(vec![Json::text(of)]));
        }
        (of, _) => fields.put("recipients", of),
    }
}

fn verdict(kind: &str) -> Option<&'static str> {
    match kind {
        "email.bounced" => Some("hard"),
        "email.soft_bounced" => Some("soft"),
        _ => None,
    }
}

/// What the far side said, its codes before it where it does not begin with them; else the reason.
fn said(envelope: &Json<'_>) -> Option<String> {
    let data = |path: &[&str]| envelope.get("data")?.word_at(path);
    let either = |name: &str| data(&["response", name]).or_else(|| data(&["bounce", name]));
    let (code, enhanced) = (either("code"), either("enhanced"));
    let text = data(&["response", "text"]);
    if text.is_none() && code.is_none() && enhanced.is_none() {
        let reason = data(&["reason", "text"]).or_else(|| data(&["reason", "code"]));
        return reason.map(ToOwned::to_owned);
    }
    let text = text.unwrap_or_default();
    let missing = [code, enhanced].into_iter().flatten().filter(|it| !text.contains(*it));
    let words: Vec<&str> = missing.chain([text]).filter(|it| !it.is_empty()).collect();
    Some(words.join(" "))
}

/// The step of the exchange, as the command that it begins with.
fn context(envelope: &Json<'_>) -> Option<String> {
    let stage = envelope.word_at(&["data", "response", "stage"])?;
    let to = envelope.word_at(&["data", "recipient"]).unwrap_or_default();
    Some(match stage {
        "rcpt" => format!("RCPT TO:<{to}>"),
        "mail" => "MAIL FROM".to_owned(),
        "data" => "DATA".to_owned(),
        "helo" => "EHLO".to_owned(),
        stage => stage.to_owned(),
    })
}

/// The headers that were reported, and the sender's own data, where no field has that name.
fn own<'a>(envelope: &'a Json<'_>, fields: &mut Fields<'a>) {
    for place in [&["data", "message", "headers"][..], &["data", "metadata"][..]] {
        for (name, value) in envelope.at(place).map_or(&[][..], Json::members) {
            if !name.is_empty() && !fields.has(name) {
                fields.put(name, Some(flat(value)));
            }
        }
    }
}
