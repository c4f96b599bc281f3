//! Twilio: message status, incoming messages, clicks on shortened links.
//! Auth: HMAC-SHA1 over the public URL and the sorted form; of JSON, the URL names the hash.
//! Shape: forms, without the time of a status; JSON of clicks, and of Event Streams in an array.
//! See <https://www.twilio.com/docs/messaging/guides/track-outbound-message-status>.

mod streams;

use crate::{keyword, kinds, own, url};
use adapter::bytes::unhex;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Answer, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Secret, Setup,
    Skipped, Verified,
};
use event::{Channel, Event, EventKind, Reason};

pub(super) struct Twilio;

const SIGNATURE: &str = "x-twilio-signature";
/// The parameter of the URL that names the SHA-256 of a body that is no form.
const BODY_HASH: &str = "bodySHA256";

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "twilio",
    title: "Twilio",
    proof: "An HMAC-SHA1 over the callback URL and the form, or over the URL that names the body's SHA-256.",
    covers: Covers::Values,
    docs: "https://www.twilio.com/docs/messaging/guides/track-outbound-message-status",
    steps: "Enter the callback URL as StatusCallback of your messages or of the messaging service, and as the webhook of incoming messages. Append your own ids as query parameters: they come back as metadata. Event Streams: make it a webhook sink, and subscribe that to messages and clicks.",
    secrets: &[Secret::required(
        "auth_token",
        "The auth token of the account, on the first page of the console.",
    )],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_CLICKS,
};

impl Adapter for Twilio {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get("auth_token")?;
        let tag = callback.base64_header(SIGNATURE)?;
        let urls = url::spellings(&callback.url);
        let query = Fields::of_form(callback.query().as_bytes());
        if let Some(hash) = query.first(BODY_HASH) {
            let hash = unhex(hash).ok_or(Refusal::Mismatch(BODY_HASH))?;
            proof::has_sha256(&callback.body, &hash, BODY_HASH)?;
            proof::url_and_sorted_form(keys, &urls, [], &tag, SIGNATURE)
        } else {
            let form = Fields::of_form(&callback.body);
            proof::url_and_sorted_form(keys, &urls, form.pairs(), &tag, SIGNATURE)
        }
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body = verified.body();
        let query = Fields::of_form(verified.callback().query().as_bytes());
        match body.trim_ascii_start().first() {
            Some(b'[' | b'{') => {
                Ok(streams::read(&serde_json::from_slice(body)?, verified.setup()))
            }
            Some(_) => Ok(message(&Fields::of_form(body), &query, verified.setup())),
            None => Ok(message(&query, &query, verified.setup())),
        }
    }
}

/// A form about a message: one that was sent, or one that came in.
fn message(fields: &Fields, query: &Fields, setup: &Setup) -> Parsed {
    let Some(status) = fields.first("MessageStatus").or_else(|| fields.first("SmsStatus")) else {
        return Parsed::skip(Skipped::unknown("no status"));
    };
    let incoming = matches!(status, "received" | "receiving");
    let (kind, contact) = if incoming {
        (decision(fields, setup), fields.first("From"))
    } else {
        (meaning(status, fields.first("ErrorCode")), fields.first("To"))
    };
    let mut parsed = Parsed::default();
    parsed.push(kind.and_then(|kind| event(kind, status, contact, fields, query)));
    if incoming {
        // Any other body would be sent to the contact as an answer.
        parsed.answer = Answer { content_type: "text/xml", body: "<Response/>".to_owned() };
    }
    parsed
}

fn event(
    kind: EventKind,
    status: &str,
    contact: Option<&str>,
    fields: &Fields,
    query: &Fields,
) -> Result<Event, Skipped> {
    let contact = contact.ok_or_else(|| Skipped::unknown(format!("{status} without recipient")))?;
    is_sms(contact)?;
    let id = fields.first("MessageSid").or_else(|| fields.first("SmsSid"));
    let mut event = Event::new(kind);
    event.recipient = Some(contact.to_owned());
    event.message_id = id.map(ToOwned::to_owned);
    // A message has each status once; the header with an id of its own is not signed.
    event.event_id = id.map(|id| format!("{id}:{status}"));
    event.details.metadata = own::parameters(query, &[BODY_HASH]);
    event.details.reason =
        fields.first("ErrorCode").filter(|code| *code != "0").map(|code| Reason {
            code: Some(code.to_owned()),
            text: fields.first("ErrorMessage").map(ToOwned::to_owned),
        });
    Ok(event)
}

/// Passes a number; contacts of other channels have the channel before theirs.
fn is_sms(contact: &str) -> Result<(), Skipped> {
    let channels = ["whatsapp:", "messenger:", "rcs:"];
    let other = channels.iter().any(|channel| contact.starts_with(channel));
    if other { Err(Skipped::known("not an SMS")) } else { Ok(()) }
}

/// Twilio's words, in ours.
fn meaning(status: &str, error: Option<&str>) -> Result<EventKind, Skipped> {
    Ok(match status {
        "accepted" | "scheduled" | "queued" | "sending" | "sent" | "partially_delivered" => {
            EventKind::SmsProcessed
        }
        "delivered" => EventKind::SmsDelivered,
        "undelivered" | "failed" => match error {
            // The validity period ran out.
            Some("30036") => EventKind::SmsExpired,
            // 21xxx: refused before it was sent (21610 opted out, 21211 and 21614 no such number).
            Some(code) if code.len() == 5 && code.starts_with("21") => EventKind::SmsRejected,
            _ => EventKind::SmsFailed,
        },
        // Taken back by the sender; read, which only RCS and WhatsApp report.
        "canceled" | "read" => return Err(Skipped::known(status)),
        _ => return Err(Skipped::unknown(status)),
    })
}

/// What a contact decided by a message: as Advanced Opt-Out judged it, else by the usual words.
fn decision(fields: &Fields, setup: &Setup) -> Result<EventKind, Skipped> {
    match fields.first("OptOutType") {
        Some("STOP") => Ok(EventKind::SmsUnsubscribed),
        Some("START") => Ok(EventKind::SmsSubscribed),
        Some(_) => Err(Skipped::known("incoming message")),
        None => keyword::decision(setup, fields.first("Body").unwrap_or_default()),
    }
}
