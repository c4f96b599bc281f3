//! MD5 over a message that holds the key, for those who knew no HMAC.

use super::{Proof, first_that};
use crate::Refusal;
use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

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
    let made = |key: &K| {
        let made = Md5::new().chain_update(before).chain_update(key.as_ref()).chain_update(behind);
        bool::from(made.finalize().as_slice().ct_eq(hash))
    };
    first_that(keys, made, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::unhex;

    /// RFC 1321: the MD5 of `message digest`.
    #[test]
    fn the_published_vector_holds_wherever_the_key_stands() {
        let hash = unhex("f96b697d7cb7938d525a2f31aaf161d0").expect("hex");
        for (before, key, behind) in
            [("message ", "digest", ""), ("", "message", " digest"), ("mess", "age dig", "est")]
        {
            let proven = |key: &str| {
                let (before, behind) = (before.as_bytes(), behind.as_bytes());
                md5_around_key(&["other", key], before, behind, &hash, "hash").is_ok()
            };
            assert!(proven(key), "{key}");
            assert!(!proven("another"), "{key}");
        }
    }
}
