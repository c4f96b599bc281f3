//! Secrets at rest.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fmt;

const NONCE: usize = 24;

/// The key that seals what the store must not hold in clear. Does not print itself.
#[derive(Clone)]
pub struct InstanceKey {
    cipher: XChaCha20Poly1305,
    /// What keys for other purposes are made from.
    root: [u8; 32],
}

/// Sealed bytes that this key does not open: another key made them, or they were changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("sealed with another instance key, or changed since")]
pub struct NotSealed;

impl InstanceKey {
    /// A key out of a text of any form; only texts that nobody can guess make good keys.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let root = Sha256::digest(text.trim());
        Self { cipher: XChaCha20Poly1305::new(&root), root: root.into() }
    }

    /// A key for a purpose, and for one of those who share it: HMAC-SHA256 of the two. Whoever has
    /// it learns nothing of the others.
    ///
    /// # Panics
    ///
    /// Never: HMAC takes keys of any length.
    #[must_use]
    pub fn derive(&self, purpose: &str, of: &[u8]) -> [u8; 32] {
        let mac = Hmac::<Sha256>::new_from_slice(&self.root);
        let mut mac = mac.expect("HMAC takes keys of any length");
        mac.update(&(purpose.len() as u64).to_le_bytes());
        mac.update(purpose.as_bytes());
        mac.update(of);
        mac.finalize().into_bytes().into()
    }

    /// Seals a value for one place: what is sealed for one does not open in another.
    #[must_use]
    pub fn seal(&self, place: &str, value: &impl Serialize) -> Vec<u8> {
        let clear = serde_json::to_vec(value).unwrap_or_default();
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: &clear, aad: place.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload);
        // The cipher only fails on texts of 256 GiB.
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed.unwrap_or_default());
        bytes
    }

    /// Opens what was sealed for that place.
    ///
    /// # Errors
    ///
    /// [`NotSealed`] when this key did not seal it, or not for that place.
    pub fn open<T: DeserializeOwned>(&self, place: &str, sealed: &[u8]) -> Result<T, NotSealed> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(NotSealed)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let clear = self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| NotSealed)?;
        serde_json::from_slice(&clear).map_err(|_| NotSealed)
    }
}

impl fmt::Debug for InstanceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstanceKey")
    }
}

/// What stands for a key or a token in the store: SHA-256, as both have 160 random bits or more.
#[must_use]
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_key_opens_it_and_only_in_its_place() {
        let key = InstanceKey::new("a");
        let sealed = key.seal("webhook.secrets", &"whsec_1");
        assert!(!sealed.windows(7).any(|window| window == b"whsec_1"));
        assert_eq!(key.open::<String>("webhook.secrets", &sealed).as_deref(), Ok("whsec_1"));
        assert_eq!(key.open::<String>("source.secrets", &sealed), Err(NotSealed));
        assert_eq!(
            InstanceKey::new("b").open::<String>("webhook.secrets", &sealed),
            Err(NotSealed)
        );
        assert_ne!(sealed, key.seal("webhook.secrets", &"whsec_1"), "a nonce counts once");
        for end in 0..sealed.len() {
            assert_eq!(key.open::<String>("webhook.secrets", &sealed[..end]), Err(NotSealed));
        }
    }

    #[test]
    fn each_purpose_and_each_holder_has_its_key() {
        let key = InstanceKey::new("a");
        let one = key.derive("ticket", b"1");
        assert_eq!(one, InstanceKey::new(" a\n").derive("ticket", b"1"));
        for other in [
            key.derive("ticket", b"2"),
            key.derive("ticke", b"t1"),
            InstanceKey::new("b").derive("ticket", b"1"),
            Sha256::digest("a").into(),
        ] {
            assert_ne!(one, other);
        }
    }
}
