//! All parameters, sorted, each behind an ampersand: Vonage's scheme.

use super::{Proof, hmac_md5, hmac_sha1, hmac_sha256, hmac_sha512, md5_around_key};
use crate::Refusal;
use crate::bytes::unhex;

/// Checks a signature, hexadecimal digits of either case, over all other parameters: sorted by
/// name, as `&name=value`, with `&` and `=` in values as `_`.
///
/// Its length tells how it was made: an HMAC with MD5, SHA-1, SHA-256 or SHA-512, or, as long as
/// the first of them, the MD5 of the parameters and the key behind them.
///
/// Source: Vonage, "Signing messages".
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the signature.
pub fn sorted_parameters<'a, K: AsRef<[u8]>>(
    keys: &[K],
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    signature: &str,
    what: &'static str,
) -> Result<Proof, Refusal> {
    let tag = unhex(signature).ok_or(Refusal::Mismatch(what))?;
    let mut sorted: Vec<_> = parameters.into_iter().collect();
    sorted.sort_unstable();
    let written =
        sorted.iter().map(|(name, value)| format!("&{name}={}", value.replace(['&', '='], "_")));
    let message: String = written.collect();
    let message = message.as_bytes();
    match tag.len() {
        16 => md5_around_key(keys, message, b"", &tag, what).or(hmac_md5(
            keys,
            &[message],
            &tag,
            what,
        )),
        20 => hmac_sha1(keys, &[message], &tag, what),
        32 => hmac_sha256(keys, &[message], &tag, what),
        64 => hmac_sha512(keys, &[message], &tag, what),
        _ => Err(Refusal::Mismatch(what)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 2] = ["before", "my_secret_key_for_testing"];

    fn proven(text: &str, signature: &str) -> bool {
        let parameters = [
            ("text", text),
            ("messageId", "020000001B0FE827"),
            ("type", "text"),
            ("to", "13239877404"),
            ("msisdn", "14843472194"),
            ("timestamp", "1385047698"),
            ("message-timestamp", "2013-11-21 15:27:30"),
        ];
        sorted_parameters(&KEYS, parameters, signature, "sig").is_ok()
    }

    /// The vectors of Vonage's client libraries, and the rest of the family over the same.
    #[test]
    fn the_published_vectors_hold() {
        for signature in [
            "d2e7b1dc968737c5998ad624e02f90b7",
            "DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330",
            "ddebd46008c2d4e93cce578a332a52d5",
            "27d0d05c2876c7cb1720dbcdba4d492e1e55c09a",
            "e0d3c650f8c9d1a5c174d10dddbfb003e561f59b265616208b0487c5d819481cd3c311d59cf6165ecd1139622d5ba3a256c0d763ac4a9ad9144b5a426b94fe82",
        ] {
            assert!(proven("Test again", signature), "{signature}");
            assert!(!proven("Test again!", signature), "{signature}");
            assert!(!proven("Test again", &signature[2..]), "{signature}");
        }
        for signature in ["", "x", "d2"] {
            assert!(!proven("Test again", signature), "{signature}");
        }
    }
}
