//! Plain hashes over a message that holds the key, for those who knew no HMAC.

use super::{Proof, first_that};
use crate::Refusal;
use md5::Md5;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use std::fmt::Write as _;
use subtle::ConstantTimeEq;

/// The MD5 of bytes as hexadecimal digits, for signatures that cover it instead of the bytes.
#[must_use]
pub fn md5_hex(bytes: &[u8]) -> String {
    let hash = Md5::digest(bytes);
    hash.iter().fold(String::with_capacity(32), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all");
        text
    })
}

/// The SHA-256 of bytes, for signatures that cover it instead of the bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Checks an MD5 over what stands before the key, the key, and what stands behind it.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the hash.
pub fn md5_around_key<K: AsRef<[u8]>>(
    keys: &[K],
    before: &[u8],
    behind: &[u8],
    hash: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    around_key::<Md5, K>(keys, before, behind, hash, what)
}

/// The same with SHA-1.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the hash.
pub fn sha1_around_key<K: AsRef<[u8]>>(
    keys: &[K],
    before: &[u8],
    behind: &[u8],
    hash: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    around_key::<Sha1, K>(keys, before, behind, hash, what)
}

fn around_key<D: Digest, K: AsRef<[u8]>>(
    keys: &[K],
    before: &[u8],
    behind: &[u8],
    hash: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    let made = |key: &K| {
        let made = D::new().chain_update(before).chain_update(key.as_ref()).chain_update(behind);
        bool::from(made.finalize().as_slice().ct_eq(hash))
    };
    first_that(keys, made, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::unhex;

    /// Of RFC 1321.
    #[test]
    fn md5_is_written_out() {
        assert_eq!(md5_hex(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
    }

    /// The MD5 of RFC 1321 and the SHA-1 of FIPS 180, of "abc".
    #[test]
    fn the_published_vectors_hold_wherever_the_key_stands() {
        let md5 = unhex("900150983cd24fb0d6963f7d28e17f72").expect("hex");
        let sha1 = unhex("a9993e364706816aba3e25717850c26c9cd0d89d").expect("hex");
        let proven = |keys: &[&str], before: &str, behind: &str, cut: usize| {
            let (before, behind) = (before.as_bytes(), behind.as_bytes());
            [
                md5_around_key(keys, before, behind, &md5[cut..], "hash").is_ok(),
                sha1_around_key(keys, before, behind, &sha1[cut..], "hash").is_ok(),
            ]
        };
        for (before, key, behind) in [("a", "b", "c"), ("", "a", "bc"), ("ab", "c", "")] {
            assert_eq!(proven(&["x", key], before, behind, 0), [true; 2], "{key}");
            assert_eq!(proven(&["x", key], behind, before, 0), [false; 2], "{key}");
            assert_eq!(proven(&["x", key], before, behind, 1), [false; 2], "{key}");
            assert_eq!(proven(&["x"], before, behind, 0), [false; 2], "{key}");
        }
        assert_eq!(proven(&[], "abc", "", 0), [false; 2]);
    }
}
