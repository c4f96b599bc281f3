//! TurboSMS: what became of SMS and Viber messages, and clicks on Viber's buttons.
//!
//! Source: TurboSMS, "Webhooks": the envelope, its types and its signature; "HTTP API": the names
//! of what is known of a message, and the words for its state.

use super::Told;
use crate::bytes::unhex;
use crate::proof::{self, Proof};
use crate::{Callback, Fields, Malformed, Refusal, Report, Secret, Setup, Skipped, when};

const SIGNATURE: &str = "signature";

/// What a source of it is set up with.
pub const SECRETS: &[Secret] = &[Secret::optional(
    "secret_key",
    "The secret key of the webhook, entered with it; with it, what is not signed is refused.",
)];

/// Checks the SHA-1 of key and event id, where the source has the key. It covers nothing else, and
/// a repeat differs from the first try, so that the id cannot count once either.
///
/// # Errors
///
/// [`Refusal`] when the signature is missing or not the event's.
pub fn verify(callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
    let Some(keys) = setup.secrets.find("secret_key") else {
        return Ok(proof::address(callback));
    };
    let fields = Fields::of_nested(callback).map_err(|_| Refusal::Mismatch(SIGNATURE))?;
    let given = fields.first(SIGNATURE).ok_or(Refusal::Missing(SIGNATURE))?;
    let hash = unhex(given).ok_or(Refusal::Mismatch(SIGNATURE))?;
    let id = fields.first("id").ok_or(Refusal::Missing("id"))?;
    proof::sha1_around_key(keys, b"", id.as_bytes(), &hash, SIGNATURE)
}

/// Reads a callback: one thing that happened.
///
/// # Errors
///
/// [`Malformed`] when it begins as an object and is none.
pub fn read(callback: &Callback) -> Result<Result<Told, Skipped>, Malformed> {
    let fields = Fields::of_nested(callback)?;
    let kind = fields.text("type").unwrap_or_else(|| "no type".to_owned()).to_uppercase();
    let inside =
        |names: &[&str]| names.iter().find_map(|name| fields.text(&format!("data[{name}]")));
    let report = Report {
        recipient: inside(&["recipient", "phone", "number", "sender", "from"]),
        message_id: inside(&["message_id", "id"]),
        // Without its offset it is told by a clock in Kyiv.
        at: fields.first("date").and_then(|date| {
            date.trim().parse().ok().map_or_else(|| when::zoned(date), when::unix)
        }),
        code: inside(&["error_code", "rejected_status", "error"]),
        ..Report::default()
    };
    let told = |channel: &str, word: String| Told {
        channel: Some(channel.to_owned()),
        word,
        report: report.clone(),
        url: inside(&["url", "link", "button_url"]),
        event_id: fields.text("id"),
        ..Told::default()
    };
    let status = || inside(&["status"]).unwrap_or_else(|| "no status".to_owned()).to_lowercase();
    Ok(match kind.as_str() {
        "DLR_SMS_API" | "DLR_SMS_SQL" | "DLR_SMS_SOAP" | "DLR_SMS_SMPP" => {
            Ok(told("sms", status()))
        }
        "DLR_VIBER_API" | "DLR_VIBER_SESSION" => Ok(told("viber", status())),
        "VIBER_BUTTON_CLICK" => Ok(told("viber", Told::CLICKED.to_owned())),
        "INBOX_VIBER_SESSION" => Err(Skipped::known(Told::INCOMING)),
        _ => Err(Skipped::unknown(kind)),
    })
}
