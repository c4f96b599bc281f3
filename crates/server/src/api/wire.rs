//! What several answers have in common.

use event::{from_ms, rfc3339};
use rand::random;
use serde::Serialize;
use utoipa::ToSchema;

/// RFC 3339 in UTC with milliseconds, out of milliseconds since 1970.
pub(super) fn time(ms: i64) -> String {
    rfc3339(from_ms(ms))
}

/// A text that nobody can guess: 160 random bits in base 32.
pub(super) fn unguessable() -> String {
    let bits: [u8; 20] = random();
    data_encoding::BASE32_NOPAD.encode(&bits).to_lowercase()
}

/// A record of the DNS.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DnsRecord)]
pub(super) struct Record {
    /// Its whole name.
    pub(super) name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Its text. Name servers keep more than 255 characters in pieces; most do that by themselves.
    pub(super) value: String,
}
