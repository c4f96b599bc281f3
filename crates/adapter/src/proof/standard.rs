//! The Standard Webhooks scheme, and the header names that Svix used before it.

use super::{Proof, hmac_sha256, near_seconds};
use crate::bytes::unbase64;
use crate::{Callback, Refusal};
use time::Duration;

/// How far the signed time may be from that of arrival, either way. The specification leaves it
/// to the receiver; its libraries all take five minutes.
const TOLERANCE: Duration = Duration::minutes(5);

/// The header names of a Standard Webhooks sender.
#[derive(Debug)]
pub struct Prefix {
    id: &'static str,
    timestamp: &'static str,
    signature: &'static str,
}

/// The names of the standard itself.
pub static WEBHOOK: Prefix =
    Prefix { id: "webhook-id", timestamp: "webhook-timestamp", signature: "webhook-signature" };

/// The names that Svix used before the standard.
pub static SVIX: Prefix =
    Prefix { id: "svix-id", timestamp: "svix-timestamp", signature: "svix-signature" };

/// Checks a callback that is signed by the Standard Webhooks scheme, version 1. The key is the
/// base 64 behind the secret's prefix, `whsec_` or another that ends so.
///
/// # Errors
///
/// [`Refusal`] when a header is missing, the time is far off or no signature is the callback's.
pub fn standard_webhook(
    callback: &Callback,
    prefix: &'static Prefix,
    secrets: &[String],
) -> Result<Proof, Refusal> {
    let encoded = |secret: &String| secret.rsplit('_').next().and_then(unbase64);
    let keys: Vec<_> = secrets.iter().filter_map(encoded).collect();
    standard_webhook_by(callback, prefix, &keys)
}

/// Checks the same with the keys themselves, for senders whose secrets are no base 64. A signature
/// without its version is read as one of version 1.
///
/// # Errors
///
/// [`Refusal`] when a header is missing, the time is far off or no signature is the callback's.
pub fn standard_webhook_by<K: AsRef<[u8]>>(
    callback: &Callback,
    prefix: &'static Prefix,
    keys: &[K],
) -> Result<Proof, Refusal> {
    let id = callback.header(prefix.id)?;
    let sent_at = callback.header(prefix.timestamp)?;
    let signatures = callback.header(prefix.signature)?;
    near_seconds(sent_at, callback, TOLERANCE, prefix.timestamp)?;
    let message: [&[u8]; 5] = [id.as_bytes(), b".", sent_at.as_bytes(), b".", &callback.body];
    let tags = signatures.split(' ').filter_map(|it| unbase64(it.trim_start_matches("v1,")));
    let mut proofs = tags.map(|tag| hmac_sha256(keys, &message, &tag, prefix.signature));
    proofs.find_map(Result::ok).ok_or(Refusal::Mismatch(prefix.signature))
}
