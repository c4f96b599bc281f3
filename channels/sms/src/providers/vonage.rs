//! Vonage: the SMS API's receipts and incoming messages, and those of the Messages API.
//! Auth: a hash or an HMAC over the sorted parameters; of the Messages API, a JSON Web Token.
//! Shape: a query, a form or a flat JSON object, as the account chose; the Messages API posts JSON.
//! See <https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts>.

use crate::{keyword, kinds};
use adapter::dialect::vonage::{self, Notice, TOLERANCE};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Report, Secret, Setup,
    Skipped, Verified, when,
};
use event::{Channel, Event, EventKind};

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
    secrets: &[Secret::optional(
        "signature_secret",
        "The signature secret, under API settings; with it, what is not signed is refused.",
    )],
    settings: keyword::SETTINGS,
    kinds: kinds::AND_DECISIONS,
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
        Ok(Parsed::from(if fields.first("message_uuid").is_some() {
            message(Notice::read(verified.body())?, verified.setup())
        } else {
            receipt(&fields, verified.setup())
        }))
    }
}

/// What the SMS API says of a message: of one that was sent, or of one that came in.
fn receipt(fields: &Fields, setup: &Setup) -> Result<Event, Skipped> {
    let word = fields.text("status").map(|word| word.to_lowercase());
    let kind = match &word {
        Some(word) => meaning(word, false)?,
        None => decision(fields.first("text").or(fields.first("type").map(|_| "")), setup)?,
    };
    let mut report = Report {
        // The contact's number either way; `to` is the sender's.
        recipient: fields.text("msisdn"),
        message_id: fields.text("messageId"),
        at: fields.time("message-timestamp"),
        code: fields.text("err-code"),
        ..Report::default()
    };
    for name in ["client-ref", "account-ref"] {
        report = report.with(name, fields.text(name));
    }
    report.event(kind, word.as_deref().unwrap_or("inbound"))
}

/// What the Messages API says, which serves other channels too.
fn message(notice: Notice, setup: &Setup) -> Result<Event, Skipped> {
    if notice.channel().is_some_and(|channel| !matches!(channel, "sms" | "mms")) {
        return Err(Skipped::known("not an SMS"));
    }
    let kind = match notice.status() {
        Some(word) => meaning(&word, notice.ran_out())?,
        None => decision(notice.text(), setup)?,
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
fn decision(text: Option<&str>, setup: &Setup) -> Result<EventKind, Skipped> {
    let text = text.ok_or_else(|| Skipped::unknown("neither status nor text"))?;
    keyword::decision(setup, text)
}
