//! What several answers have in common.

use event::{from_ms, rfc3339};
use rand::random;

/// RFC 3339 in UTC with milliseconds, out of milliseconds since 1970.
pub(super) fn time(ms: i64) -> String {
    rfc3339(from_ms(ms))
}

/// A text that nobody can guess: 160 random bits in base 32.
pub(super) fn unguessable() -> String {
    let bits: [u8; 20] = random();
    data_encoding::BASE32_NOPAD.encode(&bits).to_lowercase()
}
