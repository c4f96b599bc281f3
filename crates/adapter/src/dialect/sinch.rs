//! Sinch: how it signs, and what its Conversation API says of SMS, Viber and the rest.
//!
//! Source: Sinch, "Callbacks & Webhooks: validating callbacks", "Conversation API: callbacks".

use super::Told;
use crate::lenient::{self, text_at, time_at};
use crate::proof::{self, Proof};
use crate::{Callback, Malformed, Refusal, Report, Secret, Setup, Skipped};
use serde_json::Value;
use time::Duration;

const SIGNATURE: &str = "x-sinch-webhook-signature";
const NONCE: &str = "x-sinch-webhook-signature-nonce";
const TIMESTAMP: &str = "x-sinch-webhook-signature-timestamp";
/// How far the signed time may be from that of arrival. Sinch tries again after 5 s, 10 s and so
/// on, for 46 hours, and does not say whether it signs each time anew.
const TOLERANCE: Duration = Duration::hours(48);

/// What a source of it is set up with.
pub const SECRETS: &[Secret] = &[Secret::optional(
    "webhook_secret",
    "The secret of the webhook, or the one agreed with the support; with it, what is not signed is refused.",
)];

/// Checks the HMAC-SHA256 over the body, a nonce and the time, where the source has the secret.
///
/// # Errors
///
/// [`Refusal`] when the signature is missing, too old or not the callback's.
pub fn verify(callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
    let Some(keys) = setup.secrets.find("webhook_secret") else {
        return Ok(proof::address(callback));
    };
    let (nonce, timestamp) = (callback.header(NONCE)?, callback.header(TIMESTAMP)?);
    let tag = callback.base64_header(SIGNATURE)?;
    let message: [&[u8]; 5] = [&callback.body, b".", nonce.as_bytes(), b".", timestamp.as_bytes()];
    let proof = proof::hmac_sha256(keys, &message, &tag, SIGNATURE)?;
    proof::near_seconds(timestamp, callback, TOLERANCE, TIMESTAMP)?;
    Ok(proof)
}

/// What else the Conversation API tells of, and is no message's.
const KNOWN: [&str; 13] = [
    "capability_notification",
    "channel_event_notification",
    "contact_create_notification",
    "contact_delete_notification",
    "contact_identities_duplication_notification",
    "contact_merge_notification",
    "contact_update_notification",
    "conversation_delete_notification",
    "conversation_start_notification",
    "conversation_stop_notification",
    "event",
    "event_delivery_report",
    "message_submit_notification",
];

/// The words of a contact that came or left, by the channel's own means.
pub const OPTED: [&str; 2] = ["opted in", "opted out"];

/// Reads a callback of the Conversation API: one thing that happened.
///
/// # Errors
///
/// [`Malformed`] when it is no JSON object.
pub fn read(body: &[u8]) -> Result<Result<Told, Skipped>, Malformed> {
    let said = lenient::object(body)?;
    let mut told = if let Some(report) = said.get("message_delivery_report") {
        delivery(report)
    } else if let Some(message) = said.get("message") {
        incoming(message)
    } else if let Some(notification) = said.get("opt_in_notification") {
        opted(notification, OPTED[0])
    } else if let Some(notification) = said.get("opt_out_notification") {
        opted(notification, OPTED[1])
    } else {
        let known = KNOWN.into_iter().find(|name| said.get(name).is_some());
        return Ok(Err(known.map_or_else(|| Skipped::unknown("no report"), Skipped::known)));
    };
    told.report.at = time_at(&said, "event_time").or(time_at(&said, "accepted_time"));
    told.report = told.report.with("message_metadata", text_at(&said, "message_metadata"));
    Ok(Ok(told))
}

/// Of the reasons for a failure: the time ran out; nothing was tried.
fn delivery(said: &Value) -> Told {
    let reason = &said["reason"];
    let code = text_at(reason, "code");
    let status = text_at(said, "status").unwrap_or_else(|| "no status".to_owned()).to_lowercase();
    let word = match code.as_deref() {
        Some("DELIVERY_TIMED_OUT" | "MESSAGE_EXPIRED") if status == "failed" => "expired",
        Some(
            "RECIPIENT_NOT_OPTED_IN"
            | "RECIPIENT_INVALID_CHANNEL_IDENTITY"
            | "OUTSIDE_ALLOWED_SENDING_WINDOW"
            | "DELIVERY_REJECTED_DUE_TO_POLICY"
            | "CONTACT_NOT_FOUND"
            | "NO_CHANNEL_IDENTITY_FOR_CONTACT"
            | "BAD_REQUEST"
            | "NO_PERMISSION"
            | "CHANNEL_REJECT",
        ) if status == "failed" => "rejected",
        _ => &status,
    };
    let report = Report {
        recipient: text_at(&said["channel_identity"], "identity"),
        message_id: text_at(said, "message_id"),
        text: text_at(reason, "description"),
        code,
        ..Report::default()
    };
    let report = report.with("metadata", text_at(said, "metadata"));
    Told { channel: channel(said), word: word.to_owned(), report, ..Told::default() }
}

fn incoming(said: &Value) -> Told {
    let report = Report {
        recipient: text_at(&said["channel_identity"], "identity"),
        message_id: text_at(said, "id"),
        ..Report::default()
    };
    let written = text_at(&said["contact_message"]["text_message"], "text");
    let word = Told::INCOMING.to_owned();
    Told { channel: channel(said), word, report, written, ..Told::default() }
}

fn opted(said: &Value, word: &str) -> Told {
    let failed = text_at(said, "status").is_some_and(|status| status.ends_with("FAILED"));
    let word = if failed { "opt failed" } else { word };
    let identity = text_at(said, "identity").or(text_at(&said["channel_identity"], "identity"));
    let report = Report { recipient: identity, ..Report::default() };
    Told { channel: channel(said), word: word.to_owned(), report, ..Told::default() }
}

fn channel(said: &Value) -> Option<String> {
    let channel = text_at(&said["channel_identity"], "channel").or(text_at(said, "channel"));
    channel.map(|channel| channel.to_lowercase())
}
