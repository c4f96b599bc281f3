//! HTTP signatures of the older draft, as receivers of SMTPeter and Copernica check them.
//! See <https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-10>.
//!
//! Header names are in lower case and the digest is called `sha-256`: their library looks headers
//! up by the very spelling that is signed, and knows the algorithm by no other.

use super::message::Message;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::time::{Duration, SystemTime};

const COVERED: &str =
    "(request-target) host date content-length content-type x-copernica-id digest x-nonce";

/// The headers that it adds to a request and covers.
pub(super) struct Headers {
    pub(super) date: String,
    pub(super) digest: String,
    pub(super) id: String,
    pub(super) nonce: String,
}

impl Headers {
    /// `id` is who sends: what `x-copernica-id` says.
    pub(super) fn of(message: &Message<'_>, id: &str) -> Self {
        let seconds = u64::try_from(message.timestamp).unwrap_or(0);
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        Self {
            date: httpdate::fmt_http_date(at),
            digest: format!("sha-256={}", message.digest()),
            id: id.to_owned(),
            nonce: format!("{:032x}", message.nonce),
        }
    }

    /// The text that is signed.
    pub(super) fn text(&self, message: &Message<'_>) -> String {
        let Self { date, digest, id, nonce } = self;
        let Message { host, path, content_type, body, .. } = message;
        let length = body.len();
        format!(
            "(request-target): post {path}\nhost: {host}\ndate: {date}\n\
             content-length: {length}\ncontent-type: {content_type}\n\
             x-copernica-id: {id}\ndigest: {digest}\nx-nonce: {nonce}"
        )
    }
}

/// The value of `signature`. `key` is the name of a record in the DNS.
pub(super) fn value(key: &str, signature: &[u8]) -> String {
    let signature = STANDARD.encode(signature);
    format!(
        "keyId=\"{key}\",algorithm=\"rsa-sha256\",headers=\"{COVERED}\",signature=\"{signature}\""
    )
}
