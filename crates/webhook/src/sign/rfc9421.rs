//! HTTP message signatures (RFC 9421) with a digest of the body (RFC 9530).

use super::message::Message;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One signature's parameters.
pub(super) struct By<'a> {
    pub(super) key: &'a str,
    /// By the registry of the RFC, section 6.2.
    pub(super) algorithm: &'static str,
}

const COVERED: &str = "(\"@method\" \"@target-uri\" \"content-digest\" \"content-type\" \
                       \"webhook-id\" \"webhook-timestamp\")";

/// The value of `content-digest`.
pub(super) fn content_digest(message: &Message<'_>) -> String {
    format!("sha-256=:{}:", message.digest())
}

/// What `signature-input` says of it.
pub(super) fn input(message: &Message<'_>, by: &By<'_>) -> String {
    let By { key, algorithm } = by;
    let created = message.timestamp;
    format!("{COVERED};created={created};keyid=\"{key}\";alg=\"{algorithm}\";tag=\"tidings\"")
}

/// The text that is signed (section 2.5).
pub(super) fn base(message: &Message<'_>, digest: &str, input: &str) -> String {
    let Message { uri, content_type, id, timestamp, .. } = message;
    format!(
        "\"@method\": POST\n\"@target-uri\": {uri}\n\"content-digest\": {digest}\n\
         \"content-type\": {content_type}\n\"webhook-id\": {id}\n\
         \"webhook-timestamp\": {timestamp}\n\"@signature-params\": {input}"
    )
}

/// A signature as a byte sequence of structured fields.
pub(super) fn bytes(signature: &[u8]) -> String {
    format!(":{}:", STANDARD.encode(signature))
}
