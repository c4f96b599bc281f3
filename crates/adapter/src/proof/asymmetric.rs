//! Signatures by a private key that only the provider has.

use super::{Proof, first_that};
use crate::Refusal;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use spki::SubjectPublicKeyInfoRef;
use spki::der::Decode;

/// Checks an ECDSA signature on P-256 with SHA-256, in ASN.1 form.
///
/// Keys are DER `SubjectPublicKeyInfo`.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the signature.
pub fn ecdsa_p256_sha256<K: AsRef<[u8]>>(
    keys: &[K],
    message: &[u8],
    signature: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    by_key(&ECDSA_P256_SHA256_ASN1, keys, message, signature, what)
}

/// Checks an RSA signature of PKCS #1 v1.5 with SHA-256.
///
/// Keys are DER `SubjectPublicKeyInfo`, of 2,048 bits or more.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the signature.
pub fn rsa_sha256<K: AsRef<[u8]>>(
    keys: &[K],
    message: &[u8],
    signature: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    by_key(&RSA_PKCS1_2048_8192_SHA256, keys, message, signature, what)
}

/// Checks an RSA signature of PKCS #1 v1.5 with SHA-1, for providers that still make them.
///
/// Keys are DER `SubjectPublicKeyInfo`, of 2,048 bits or more.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the signature.
pub fn rsa_sha1<K: AsRef<[u8]>>(
    keys: &[K],
    message: &[u8],
    signature: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    by_key(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, keys, message, signature, what)
}

/// Checks an Ed25519 signature. Keys are the raw 32 bytes.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the signature.
pub fn ed25519<K: AsRef<[u8]>>(
    keys: &[K],
    message: &[u8],
    signature: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    let made = |key: &K| UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok();
    first_that(keys, made, what)
}

fn by_key<K: AsRef<[u8]>>(
    algorithm: &'static dyn VerificationAlgorithm,
    keys: &[K],
    message: &[u8],
    signature: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    let made = |key: &K| {
        let info = SubjectPublicKeyInfoRef::from_der(key.as_ref()).ok();
        let key = info.and_then(|info| info.subject_public_key.as_bytes());
        key.is_some_and(|key| {
            UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
        })
    };
    first_that(keys, made, what)
}
