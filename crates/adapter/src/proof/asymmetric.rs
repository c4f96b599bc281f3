//! Signatures by a private key that only the provider has.

use super::{Proof, first_that};
use crate::Refusal;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
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

/// Checks an RSA signature of PKCS #1 v1.5 with SHA-256, by keys that may be short, for software
/// that makes such on each installation.
///
/// Keys are DER `SubjectPublicKeyInfo`, of 1,024 bits or more.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the signature.
pub fn short_rsa_sha256<K: AsRef<[u8]>>(
    keys: &[K],
    message: &[u8],
    signature: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    by_key(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, keys, message, signature, what)
}

/// The same with SHA-1.
///
/// Keys are DER `SubjectPublicKeyInfo`, of 1,024 bits or more.
///
/// # Errors
///
/// [`Refusal::Mismatch`] when none of the keys made the signature.
pub fn short_rsa_sha1<K: AsRef<[u8]>>(
    keys: &[K],
    message: &[u8],
    signature: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    by_key(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, keys, message, signature, what)
}

/// Checks an Ed25519 signature. Keys are the raw 32 bytes, alone or as DER `SubjectPublicKeyInfo`.
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
    let made = |key: &K| {
        let key = key.as_ref();
        let raw = key.last_chunk::<32>().filter(|_| key.len() == 32 || is_ed25519(key));
        raw.is_some_and(|key| {
            UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok()
        })
    };
    first_that(keys, made, what)
}

/// RFC 8410: the key stands last, behind a head that is always the same.
fn is_ed25519(info: &[u8]) -> bool {
    const HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    info.len() == HEAD.len() + 32 && info.starts_with(&HEAD)
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
