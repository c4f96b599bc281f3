//! The checks that prove a callback, one module a scheme.
//!
//! Each takes the values of a secret as a list, of which any may match: that is how secrets
//! rotate. Comparisons take the same time wherever they differ.

mod asymmetric;
mod certificate;
mod hash;
mod hmac;
mod http_auth;
mod json_web_token;
mod sorted_form;
mod sorted_parameters;
mod standard;

pub use self::asymmetric::{
    ecdsa_p256_sha256, ed25519, rsa_sha1, rsa_sha256, short_rsa_sha1, short_rsa_sha256,
};
pub use self::certificate::key_of_certificate;
pub use self::hash::{md5_around_key, md5_hex, sha1_around_key, sha256};
pub use self::hmac::{hmac_md5, hmac_sha1, hmac_sha256, hmac_sha384, hmac_sha512};
pub use self::http_auth::{basic, bearer, bearer_token};
pub use self::json_web_token::{Claims, claims_of, json_web_token};
pub use self::sorted_form::url_and_sorted_form;
pub use self::sorted_parameters::sorted_parameters;
pub use self::standard::{Prefix, SVIX, WEBHOOK, standard_webhook, standard_webhook_by};

use crate::{Callback, Refusal, when};
use subtle::ConstantTimeEq;
use time::{Duration, OffsetDateTime};

/// Evidence that a check passed. It cannot be made any other way.
#[derive(Debug)]
pub struct Proof {
    pub(crate) once: Option<Once>,
}

impl Proof {
    const PASSED: Self = Self { once: None };

    /// Says that the token under this proof counts once: with the same body it is a repeat, with
    /// another a forgery. The hub commits it with the events.
    #[must_use]
    pub fn counting_once(self, token: &str, body: &[u8]) -> Self {
        let once = Once { token: sha256(token.as_bytes()), body: sha256(body) };
        Self { once: Some(once) }
    }
}

/// A token that counts once, and the body it came with; both as SHA-256.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Once {
    /// The token's hash.
    pub token: [u8; 32],
    /// The hash of the body it first came with.
    pub body: [u8; 32],
}

/// What [`Facts::proof`](crate::Facts::proof) says of a provider that signs nothing, but sends
/// credentials where it is given some.
pub const BY_ADDRESS: &str = "Nothing is signed: the secret address proves the callback, basic or bearer credentials add to it.";

/// The proof of a provider that signs nothing: the callback came to the source's address, which
/// holds a random token of 160 bits that only the provider was told. The server has matched it
/// before there is a [`Callback`].
#[must_use]
pub fn address(_callback: &Callback) -> Proof {
    Proof::PASSED
}

/// Compares a credential with the values that are right.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when it is none of them.
pub fn equal(given: &[u8], right: &[String], what: &'static str) -> Result<Proof, Refusal> {
    // Hashed first: the comparison then takes the same time for any length.
    let given = sha256(given);
    let same = |right: &String| bool::from(given.ct_eq(&sha256(right.as_bytes())));
    first_that(right, same, what)
}

/// Passes when the bytes have that SHA-256, which the proof must cover.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when they have another.
pub fn has_sha256(bytes: &[u8], hash: &[u8], what: &'static str) -> Result<(), Refusal> {
    let same = bool::from(sha256(bytes).ct_eq(hash));
    if same { Ok(()) } else { Err(Refusal::Mismatch(what)) }
}

/// Passes when the time that a signature covers is near that of arrival.
///
/// # Errors
///
/// [`Refusal::Stale`] when it is not.
pub fn near(
    signed_at: OffsetDateTime,
    callback: &Callback,
    tolerance: Duration,
    what: &'static str,
) -> Result<(), Refusal> {
    let distance = (callback.received_at - signed_at).abs();
    if distance <= tolerance { Ok(()) } else { Err(Refusal::Stale(what)) }
}

/// The same for a time that is written in unix seconds or milliseconds.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when it is no time, [`Refusal::Stale`] when it is far off.
pub fn near_seconds(
    signed_at: &str,
    callback: &Callback,
    tolerance: Duration,
    what: &'static str,
) -> Result<(), Refusal> {
    let at = signed_at.trim().parse().ok().and_then(when::unix).ok_or(Refusal::Mismatch(what))?;
    near(at, callback, tolerance, what)
}

/// Tries every value, so that the time tells nothing about which of them matched.
fn first_that<T>(
    values: &[T],
    passes: impl Fn(&T) -> bool,
    what: &'static str,
) -> Result<Proof, Refusal> {
    let any = values.iter().fold(false, |any, value| passes(value) | any);
    if any { Ok(Proof::PASSED) } else { Err(Refusal::Mismatch(what)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_several_values_may_match() {
        let right = ["old".to_owned(), "new".to_owned()];
        assert!(equal(b"old", &right, "token").is_ok());
        assert!(equal(b"new", &right, "token").is_ok());
        assert_eq!(equal(b"ne", &right, "token").err(), Some(Refusal::Mismatch("token")));
        assert!(equal(b"", &[], "token").is_err());
    }

    #[test]
    fn a_hash_is_compared_whole() {
        let hash = sha256(b"abc");
        assert!(has_sha256(b"abc", &hash, "hash").is_ok());
        assert!(has_sha256(b"abd", &hash, "hash").is_err());
        assert!(has_sha256(b"abc", &hash[..31], "hash").is_err());
        assert!(has_sha256(b"abc", b"", "hash").is_err());
    }
}
