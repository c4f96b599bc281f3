//! What a notification of SMTP2GO says, in our words.

use crate::known::known;
use crate::smtp;
use crate::told::Told;
use adapter::{Fields, Skipped};
use event::{BounceClass, Client, Event, EventKind, Geo, Message, Reason, Response, bare_address};
use serde_json::{Map, Value};

/// What all recipients of the notification share.
pub(super) fn event(word: &str, fields: &Fields) -> Result<Event, Skipped> {
    let kind = meaning(word)?;
    let text = |key| fields.first(key).map(ToOwned::to_owned);
    Told {
        recipient: recipients(fields).first().cloned(),
        message_id: text("email_id"),
        event_id: text("id"),
        occurred_at: fields.time("time"),
        verdict: verdict(fields),
        said: said(fields),
        reason: Reason { code: None, text: text("message").or_else(|| text("context")) },
        client: client(fields),
        // `link` is the tracked address; where it leads to is in `click_url`.
        url: text("click_url").or_else(|| text("link")),
        message: message(kind, fields),
        again: true,
        metadata: own_headers(fields, is_own),
        ..Told::default()
    }
    .event(kind)
}

/// SMTP2GO's words, in ours: as documented, and as sent.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "processed" => EventKind::EmailProcessed,
        "delivered" => EventKind::EmailDelivered,
        "bounce" | "bounced" => EventKind::EmailBounced,
        "open" | "opened" => EventKind::EmailRead,
        "click" | "clicked" => EventKind::EmailClicked,
        "spam" | "spam_complaint" => EventKind::EmailSpam,
        "unsubscribe" | "unsubscribed" => EventKind::EmailUnsubscribed,
        // Also sent when somebody takes the address off the suppression list: it does not say which.
        "resubscribe" | "resubscribed" => EventKind::EmailSubscribed,
        "reject" | "rejected" => EventKind::EmailRejected,
        // Its text messages come to the same address where the webhook includes them.
        "opt-out" | "sms_opt_out" | "sms_sending" | "sms_submitted" | "sms_delivered"
        | "sms_failed" | "sms_rejected" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

fn verdict(fields: &Fields) -> Option<BounceClass> {
    match fields.first("bounce")?.to_lowercase().as_str() {
        "hard" => Some(BounceClass::Hard),
        "soft" => Some(BounceClass::Soft),
        _ => None,
    }
}

/// `processed` has `recipients`, everything else `rcpt`; lists are separated, or repeat the key.
pub(super) fn recipients(fields: &Fields) -> Vec<String> {
    let all = ["rcpt", "recipients"].map(|key| fields.all(key));
    let written = all.iter().find(|values| !values.is_empty()).into_iter().flatten();
    let mut recipients: Vec<String> = Vec::new();
    for recipient in written.flat_map(|list| list.split([',', ';'])).map(bare_address) {
        if !recipient.is_empty() && !recipients.iter().any(|it| it == recipient) {
            recipients.push(recipient.to_owned());
        }
    }
    recipients
}

fn message(kind: EventKind, fields: &Fields) -> Message {
    let text = |key| fields.first(key).map(ToOwned::to_owned);
    let message = Message {
        subject: text("subject"),
        from: text("from"),
        sender: text("sender"),
        sent_at: fields.time("sendtime").map(event::rfc3339),
        headers: own_headers(fields, |key| !is_own(key) && !is_field(key)),
        rfc_id: text("message-id").map(|id| id.trim_matches(['<', '>']).to_owned()),
        auth: text("auth"),
        ..Message::default()
    };
    if kind != EventKind::EmailProcessed {
        return message;
    }
    Message { recipients: recipients(fields), submitter_ip: text("srchost"), ..message }
}

fn said(fields: &Fields) -> Response {
    let host = fields.first("host").and_then(|host| host.split_whitespace().next());
    let said = smtp::reply(fields.first("message").unwrap_or_default());
    let stage = fields.first("context").and_then(smtp::stage).map(ToOwned::to_owned);
    Response { host: host.map(ToOwned::to_owned), stage, ..said }
}

fn client(fields: &Fields) -> Client {
    let text = |key| fields.first(key).map(ToOwned::to_owned);
    let geo = Geo {
        continent: text("geoip-continent"),
        country: text("geoip-country"),
        city: text("geoip-city"),
    };
    Client {
        user_agent: text("user-agent"),
        name: text("client"),
        device: text("client-device"),
        os: text("client-os"),
        ip: text("srchost"),
        geo: known(geo),
        machine: None,
        read_seconds: fields.first("read-secs").and_then(|seconds| seconds.parse().ok()),
    }
}

/// The first value of each key that is wanted, under the first spelling it came in.
fn own_headers(fields: &Fields, wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
    let mut found: Map<String, Value> = Map::new();
    for (key, _) in fields.pairs().filter(|(key, _)| wanted(key)) {
        let taken = found.keys().any(|it| it.eq_ignore_ascii_case(key));
        if let (false, Some(value)) = (taken, fields.first(key)) {
            found.insert(key.to_owned(), value.into());
        }
    }
    found
}

/// A header that the sender made up, and so holds the sender's ids.
fn is_own(key: &str) -> bool {
    key.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
}

fn is_field(key: &str) -> bool {
    FIELDS.iter().any(|field| field.eq_ignore_ascii_case(key))
}

/// The keys that are SMTP2GO's own; all others are headers that the webhook was told to include.
const FIELDS: [&str; 29] = [
    "auth",
    "bounce",
    "click_url",
    "client",
    "client-device",
    "client-os",
    "context",
    "email_id",
    "event",
    "from",
    "from_address",
    "from_name",
    "geoip-city",
    "geoip-continent",
    "geoip-country",
    "host",
    "id",
    "link",
    "message",
    "message-id",
    "rcpt",
    "read-secs",
    "recipients",
    "sender",
    "sendtime",
    "srchost",
    "subject",
    "time",
    "user-agent",
];
