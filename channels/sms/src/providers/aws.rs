//! AWS End User Messaging SMS, through Amazon SNS: events of messages, and messages that came in.
//! Auth: an RSA signature over named fields of the envelope, by a certificate that it names.
//! Shape: a JSON envelope as text/plain; its `Message` is JSON in a text.
//! See <https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html>.

use crate::{keyword, kinds};
use adapter::dialect::sns;
use adapter::lenient::{text_at, time_at};
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, KeyRequest, Malformed, Parsed, Refusal, Report, Setup,
    Skipped, Verified, lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::Value;

pub(super) struct Aws;

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "aws",
    title: "AWS End User Messaging SMS",
    proof: "An RSA signature of Amazon SNS over the notification, which must be of the source's topic.",
    covers: Covers::Values,
    docs: "https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html",
    steps: "Make a standard SNS topic, and let the configuration set send all SMS events to it; name it for two-way SMS of your numbers, too. Subscribe the callback URL to the topic over HTTPS, raw message delivery off. What you send as Context comes back as metadata.",
    secrets: sns::SECRETS,
    settings: &[keyword::STOP_WORDS, keyword::START_WORDS, sns::RAW_DELIVERY],
    kinds: kinds::AND_DECISIONS,
};

impl Adapter for Aws {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        sns::verify(callback, setup, &sns::AMAZON)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        sns::read(verified, |said, _| Parsed::from(tell(said, verified.setup())))
    }

    fn key(&self, callback: &Callback, setup: &Setup) -> Result<Option<KeyRequest>, Refusal> {
        sns::key(callback, setup, &sns::AMAZON)
    }
}

fn tell(said: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let Some(word) = text_at(said, "eventType") else { return incoming(said, setup) };
    let last = said.get("isFinal").and_then(lenient::as_flag).unwrap_or_default();
    let kind = meaning(&word, last)?;
    let context = said.get("context").and_then(Value::as_object).cloned();
    let report = Report {
        recipient: text_at(said, "destinationPhoneNumber"),
        message_id: text_at(said, "messageId"),
        at: time_at(said, "eventTimestamp"),
        code: text_at(said, "messageStatus"),
        text: text_at(said, "messageStatusDescription"),
        metadata: context.unwrap_or_default(),
    };
    report.event(kind, &word)
}

/// Amazon's words, in ours; those of MMS are the same.
fn meaning(word: &str, last: bool) -> Result<EventKind, Skipped> {
    let bare = word.strip_prefix("TEXT_").or(word.strip_prefix("MEDIA_")).unwrap_or(word);
    Ok(match bare {
        "QUEUED" | "PENDING" | "SENT" => EventKind::SmsProcessed,
        // The carrier took it: in many countries no more is ever known.
        "SUCCESSFUL" if !last => EventKind::SmsProcessed,
        "SUCCESSFUL" | "DELIVERED" => EventKind::SmsDelivered,
        "UNREACHABLE"
        | "CARRIER_UNREACHABLE"
        | "BLOCKED"
        | "CARRIER_BLOCKED"
        | "SPAM"
        | "FAILED"
        | "FILE_INACCESSIBLE"
        | "FILE_TYPE_UNSUPPORTED"
        | "FILE_SIZE_EXCEEDED" => EventKind::SmsFailed,
        "INVALID" | "INVALID_MESSAGE" | "PROTECT_BLOCKED" => EventKind::SmsRejected,
        "TTL_EXPIRED" => EventKind::SmsExpired,
        "UNKNOWN" => return Err(Skipped::known(word)),
        _ if word.starts_with("VOICE_") || word.starts_with("RCS_") => {
            return Err(Skipped::known(word));
        }
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What a contact decided by a message.
fn incoming(said: &Value, setup: &Setup) -> Result<Event, Skipped> {
    let text = text_at(said, "messageBody").ok_or_else(|| Skipped::unknown("no eventType"))?;
    let report = Report {
        recipient: text_at(said, "originationNumber"),
        message_id: text_at(said, "inboundMessageId"),
        ..Report::default()
    };
    report.event(keyword::decision(setup, &text)?, "incoming")
}
