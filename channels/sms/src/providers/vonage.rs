//! Vonage: the SMS API's receipts and incoming messages, and those of the Messages API.
//! Auth: a hash or an HMAC over the sorted parameters; of the Messages API, a JSON Web Token.
//! Shape: a query, a form or a flat JSON object, as the account chose; the Messages API posts JSON.
//! See <https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts>.

use crate::keyword;
use adapter::dialect::vonage::{self, Notice, TOLERANCE};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Secret, Setup, Skipped,
    Verified, when,
};
use event::{Channel, Event, EventKind, Reason};

pub(super) struct Vonage;

const SIGNATURE: &str = "sig";

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "vonage",
    title: "Vonage SMS and Messages",
    proof: "An MD5 hash or an HMAC over all parameters, or a JSON Web Token that names the body's SHA-256; without the secret, the secret address.",
    covers: Covers::Values,
    docs: "https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts",
    steps: "SMS API: enter the callback URL under API settings for delivery receipts and inbound messages, and ask the support to sign them. Messages API: enter it as status and inbound URL of the application. What you send as client-ref comes back as metadata.",
    secrets: &[Secret {
        name: "signature_secret",
        required: false,
        made_here: false,
        about: "The signature secret, under API settings; with it, what is not signed is refused.",
    }],
    settings: &[],
    kinds: &[
        EventKind::SmsProcessed,
        EventKind::SmsDelivered,
        EventKind::SmsFailed,
        EventKind::SmsExpired,
        EventKind::SmsRejected,
        EventKind::SmsSubscribed,
        EventKind::SmsUnsubscribed,
    ],
};

impl Adapter for Vonage {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        // Accounts of the SMS API sign nothing unless they ask for it.
        let Some(secrets) = setup.secrets.find("signature_secret") else {
            return Ok(proof::address(callback));
        };
        // The query of a GET, else the body alone: nothing is read beside what is signed.
        let fields = Fields::of_callback(callback).map_err(|_| Refusal::Mismatch(SIGNATURE))?;
        let Some(signature) = fields.first(SIGNATURE) else {
            return vonage::verify(callback, secrets);
        };
        let others = fields.pairs().filter(|(name, _)| *name != SIGNATURE);
        let proof = proof::sorted_parameters(secrets, others, signature, SIGNATURE)?;
        if let Some(signed_at) = fields.first("timestamp").and_then(|it| when::of(&it.into())) {
            proof::near(signed_at, callback, TOLERANCE, SIGNATURE)?;
        }
        Ok(proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let fields = Fields::of_callback(verified.callback())?;
        let mut parsed = Parsed::default();
        parsed.push(if fields.first("message_uuid").is_some() {
            message(Notice::read(verified.body())?)
        } else {
            receipt(&fields)
        });
        Ok(parsed)
    }
}

/// What the SMS API says of a message: of one that was sent, or of one that came in.
fn receipt(fields: &Fields) -> Result<Event, Skipped> {
    let text = |name| fields.first(name).map(ToOwned::to_owned);
    let word = text("status").map(|word| word.to_lowercase());
    let kind = match &word {
        Some(word) => meaning(word, false)?,
        None => decision(fields.first("text").or(fields.first("type").map(|_| "")))?,
    };
    let mut event = Event::new(kind);
    // The contact's number either way; `to` is the sender's.
    event.recipient = text("msisdn");
    event.message_id = text("messageId");
    let word = word.as_deref().unwrap_or("inbound");
    event.event_id = event.message_id.as_ref().map(|id| format!("{id}:{word}"));
    event.occurred_at = fields.first("message-timestamp").and_then(when::iso);
    let code = text("err-code").filter(|code| code != "0");
    event.details.reason = code.map(|code| Reason { code: Some(code), text: None });
    let references = ["client-ref", "account-ref"].map(|name| Some((name.to_owned(), text(name)?)));
    let references = references.into_iter().flatten().map(|(name, value)| (name, value.into()));
    event.details.metadata.extend(references);
    Skipped::unless_named(event)
}

/// What the Messages API says, which serves other channels too.
fn message(notice: Notice) -> Result<Event, Skipped> {
    if notice.channel().is_some_and(|channel| !matches!(channel, "sms" | "mms")) {
        return Err(Skipped::known("not an SMS"));
    }
    let kind = match notice.status() {
        Some(word) => meaning(&word, notice.ran_out())?,
        None => decision(notice.text())?,
    };
    notice.event(kind)
}

/// Vonage's words, in ours.
fn meaning(word: &str, ran_out: bool) -> Result<EventKind, Skipped> {
    Ok(match word {
        "accepted" | "buffered" | "submitted" => EventKind::SmsProcessed,
        "delivered" => EventKind::SmsDelivered,
        "expired" => EventKind::SmsExpired,
        "rejected" | "undeliverable" if ran_out => EventKind::SmsExpired,
        "rejected" => EventKind::SmsRejected,
        "failed" | "undeliverable" => EventKind::SmsFailed,
        "read" | "unknown" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// What a contact decided by a message.
fn decision(text: Option<&str>) -> Result<EventKind, Skipped> {
    let text = text.ok_or_else(|| Skipped::unknown("neither status nor text"))?;
    keyword::decision(text).ok_or_else(|| Skipped::known("incoming message"))
}
