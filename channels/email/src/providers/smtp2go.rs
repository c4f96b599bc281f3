//! SMTP2GO webhooks: one notification a request.
//! Auth: nothing is signed; the callback's address is the proof, with `basic` or `bearer` beside it.
//! Shape: a form or a JSON object of flat keys, custom headers among them in the case they had.
//! See <https://developers.smtp2go.com/docs/webhooks-overview>.

use crate::{bounce, refusal, smtp};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Setup, Skipped, Verified,
    when,
};
use event::{
    BounceClass, Channel, Click, Client, Details, Event, EventKind, Geo, Message, Response,
    bare_address,
};
use serde_json::{Map, Value};

pub(super) struct Smtp2Go;

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "smtp2go",
    title: "SMTP2GO",
    proof: proof::BY_ADDRESS,
    covers: Covers::Nothing,
    docs: "https://developers.smtp2go.com/docs/webhooks-overview",
    steps: "Under Settings > Webhooks add a webhook with the callback URL, choose JSON or form and every e-mail event. Name the custom headers that hold your own ids.",
    secrets: &[],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Smtp2Go {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, _setup: &Setup) -> Result<Proof, Refusal> {
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body = verified.body();
        let fields = if body.trim_ascii_start().starts_with(b"{") {
            Fields::of_object(&serde_json::from_slice::<Map<_, _>>(body)?)
        } else {
            Fields::of_form(body)
        };
        let word = fields.first("event").ok_or_else(|| Malformed("no event".to_owned()))?;
        let word = word.to_lowercase();
        let template = match event(&word, &fields) {
            Ok(event) => event,
            Err(skipped) => return Ok(Parsed::skip(skipped)),
        };
        let mut recipients = recipients(&fields);
        let Some(last) = recipients.pop() else {
            return Ok(Parsed::skip(Skipped::unknown(format!("{word} without recipient"))));
        };
        let mut parsed = Parsed::default();
        for recipient in recipients {
            parsed.push(Ok(Event { recipient: Some(recipient), ..template.clone() }));
        }
        parsed.push(Ok(Event { recipient: Some(last), ..template }));
        Ok(parsed)
    }
}

/// What all recipients of the notification share.
fn event(word: &str, fields: &Fields) -> Result<Event, Skipped> {
    let kind = meaning(word)?;
    let text = |key| fields.first(key).map(ToOwned::to_owned);
    let mut event = Event::new(kind);
    event.message_id = text("email_id");
    event.event_id = text("id");
    event.occurred_at = fields.first("time").and_then(when::iso);
    event.details.message = Some(message(fields));
    event.details.metadata = own_headers(fields, is_own);
    match kind {
        EventKind::EmailProcessed => submitted(fields, &mut event.details),
        EventKind::EmailRead | EventKind::EmailClicked => {
            event.details.client = Some(client(fields));
        }
        EventKind::EmailRejected => {
            let said = text("message").or_else(|| text("context")).unwrap_or_default();
            event.details.reason = Some(refusal::reason(&said));
        }
        EventKind::EmailSubscribed => event.details.again = Some(true),
        EventKind::EmailDelivered => event.details.response = response(fields),
        EventKind::EmailBounced => {
            let said = response(fields).unwrap_or_default();
            let (kind, bounce) = bounce::judged(verdict(fields), &said);
            event.kind = kind;
            event.details.bounce = Some(bounce);
            event.details.response = Some(said);
        }
        _ => {}
    }
    if kind == EventKind::EmailClicked {
        // `link` is the tracked address; where it leads to is in `click_url`.
        let url = text("click_url").or_else(|| text("link"));
        event.details.click = url.map(|url| Click { url });
    }
    event.details.message.take_if(|message| *message == Message::default());
    Ok(event)
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
fn recipients(fields: &Fields) -> Vec<String> {
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

fn message(fields: &Fields) -> Message {
    let text = |key| fields.first(key).map(ToOwned::to_owned);
    Message {
        subject: text("subject"),
        from: text("from"),
        sender: text("sender"),
        sent_at: fields.first("sendtime").and_then(when::iso).map(event::rfc3339),
        headers: own_headers(fields, |key| !is_own(key) && !is_field(key)),
        rfc_id: text("message-id").map(|id| id.trim_matches(['<', '>']).to_owned()),
        auth: text("auth"),
        ..Message::default()
    }
}

fn submitted(fields: &Fields, details: &mut Details) {
    if let Some(message) = &mut details.message {
        message.recipients = recipients(fields);
        message.submitter_ip = fields.first("srchost").map(ToOwned::to_owned);
    }
}

fn response(fields: &Fields) -> Option<Response> {
    let host = fields.first("host").and_then(|host| host.split_whitespace().next());
    let said = smtp::reply(fields.first("message").unwrap_or_default());
    let stage = fields.first("context").and_then(smtp::stage).map(ToOwned::to_owned);
    let response = Response { host: host.map(ToOwned::to_owned), stage, ..said };
    (response != Response::default()).then_some(response)
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
        geo: (geo != Geo::default()).then_some(geo),
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
