//! Messente: delivery reports of SMS, Viber and WhatsApp, and messages that came in.
//!
//! Source: Messente, "Delivery Report", "Inbound Messages", "SMS API: delivery report".

use super::Told;
use crate::proof::{self, Proof};
use crate::{Callback, Fields, Malformed, Refusal, Report, Secret, Setup, Skipped};

const SIGNATURE: &str = "x-messente-signature";

/// What a source of it is set up with.
pub const SECRETS: &[Secret] = &[Secret::optional(
    "shared_secret",
    "The shared secret, in the Developers view; with it, what is not signed is refused.",
)];

/// Checks the HMAC-SHA256 over the body, where the source has the secret.
///
/// # Errors
///
/// [`Refusal`] when the signature is missing or not the callback's.
pub fn verify(callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
    let Some(keys) = setup.secrets.find("shared_secret") else {
        return Ok(proof::address(callback));
    };
    let tag = callback.hex_header(SIGNATURE)?;
    proof::hmac_sha256(keys, &[&callback.body], &tag, SIGNATURE)
}

/// Reads a callback: the status of a message, or one that came in.
///
/// # Errors
///
/// [`Malformed`] when it begins as an object and is none.
pub fn read(callback: &Callback) -> Result<Result<Told, Skipped>, Malformed> {
    let fields = Fields::of_callback(callback)?;
    let channel = fields.text("channel").map(|channel| channel.to_lowercase());
    let Some(word) = fields.text("status") else {
        let written = fields.text("text");
        return Ok(written.map_or_else(
            || Err(Skipped::unknown("neither status nor text")),
            |text| Ok(Told { channel, ..incoming(&fields, text) }),
        ));
    };
    let report = Report {
        recipient: fields.one_of(&["to", "recipient"]),
        message_id: fields.one_of(&["message_id", "sms_unique_id"]),
        at: fields.time("timestamp"),
        code: fields.text("err"),
        text: fields.text("error"),
        ..Report::default()
    };
    let report = report.with("omnimessage_id", fields.text("omnimessage_id"));
    Ok(Ok(Told { channel, word: word.to_lowercase(), report, ..Told::default() }))
}

fn incoming(fields: &Fields, text: String) -> Told {
    let report = Report {
        recipient: fields.text("sender"),
        message_id: fields.text("msg_id"),
        at: fields.time("time"),
        ..Report::default()
    };
    Told { word: Told::INCOMING.to_owned(), report, written: Some(text), ..Told::default() }
}
