//! Plain hashes over a secret and what is behind it.

use super::{Proof, first_that};
use crate::Refusal;
use md5::Md5;
use sha1::{Digest, Sha1};
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

/// Checks a SHA-1 over what stands before the key, the key, and what stands behind it.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when it is that of none of the secrets.
pub fn sha1_around_key<K: AsRef<[u8]>>(
    keys: &[K],
    before: &[u8],
    behind: &[u8],
    hash: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    let made = |key: &K| {
        let made = Sha1::new().chain_update(before).chain_update(key.as_ref());
        let made = made.chain_update(behind).finalize();
        bool::from(made.as_slice().ct_eq(hash))
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

    /// The SHA-1 of "abc", of FIPS 180.
    #[test]
    fn the_published_vector_holds() {
        let hash = unhex("a9993e364706816aba3e25717850c26c9cd0d89d").expect("hex");
        assert!(sha1_around_key(&["x", "b"], b"a", b"c", &hash, "hash").is_ok());
        assert!(sha1_around_key(&["a"], b"", b"bd", &hash, "hash").is_err());
        assert!(sha1_around_key(&["a"], b"", b"bc", &hash[..19], "hash").is_err());
        assert!(sha1_around_key::<&str>(&[], b"abc", b"", &hash, "hash").is_err());
    }
}
