//! Plain hashes over a secret and what is behind it.

use super::{Proof, first_that};
use crate::Refusal;
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

/// Checks the SHA-1 of a secret and a text behind it.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when it is that of none of the secrets.
pub fn sha1_behind_key<K: AsRef<[u8]>>(
    keys: &[K],
    text: &str,
    hash: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    let made = |key: &K| {
        let made = Sha1::new().chain_update(key.as_ref()).chain_update(text).finalize();
        bool::from(made.as_slice().ct_eq(hash))
    };
    first_that(keys, made, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::unhex;

    /// The SHA-1 of "abc", of FIPS 180.
    #[test]
    fn the_published_vector_holds() {
        let hash = unhex("a9993e364706816aba3e25717850c26c9cd0d89d").expect("hex");
        assert!(sha1_behind_key(&["x", "a"], "bc", &hash, "hash").is_ok());
        assert!(sha1_behind_key(&["a"], "bd", &hash, "hash").is_err());
        assert!(sha1_behind_key(&["a"], "bc", &hash[..19], "hash").is_err());
        assert!(sha1_behind_key::<&str>(&[], "abc", &hash, "hash").is_err());
    }
}
