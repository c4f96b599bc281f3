//! Key pairs of projects.

use super::public::PublicKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::CryptoRng;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use std::fmt;
use std::sync::Arc;

/// How long an RSA key is, in bits: what DKIM verifiers have to take (RFC 8301), and what fits into
/// one record of the DNS.
const RSA_BITS: usize = 2048;

/// What a key pair signs with.
#[derive(
    Clone, Copy, Debug, Eq, Hash, PartialEq, strum::Display, strum::EnumIter, strum::EnumString,
)]
#[strum(serialize_all = "lowercase")]
pub enum Algorithm {
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// RSA of 2048 bits, PKCS #1 v1.5 with SHA-256.
    Rsa,
}

/// The secret half of a pair, for the store that seals it. Does not print itself.
#[derive(Clone, Eq, PartialEq)]
pub struct PrivateKey {
    /// What it signs with.
    pub algorithm: Algorithm,
    /// The 32 bytes of an Ed25519 seed, or an RSA key in PKCS #8.
    bytes: Vec<u8>,
}

/// Bytes that are no key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("is no private key of that algorithm")]
pub struct UnusableKey;

impl PrivateKey {
    /// Makes a key. An RSA one takes a good part of a second.
    ///
    /// # Errors
    ///
    /// [`UnusableKey`] where no primes were found, which nobody has seen happen.
    pub fn generate(algorithm: Algorithm, rng: &mut impl CryptoRng) -> Result<Self, UnusableKey> {
        let bytes = match algorithm {
            Algorithm::Ed25519 => {
                let mut seed = vec![0; 32];
                rng.fill_bytes(&mut seed);
                seed
            }
            Algorithm::Rsa => {
                let key = RsaPrivateKey::new(&mut Older(rng), RSA_BITS).map_err(|_| UnusableKey)?;
                key.to_pkcs8_der().map_err(|_| UnusableKey)?.as_bytes().to_vec()
            }
        };
        Ok(Self { algorithm, bytes })
    }

    /// Reads a key as it was written.
    ///
    /// # Errors
    ///
    /// [`UnusableKey`] where it is no base 64. Whether it is a key is seen when it is used.
    pub fn parse(algorithm: Algorithm, text: &str) -> Result<Self, UnusableKey> {
        Ok(Self { algorithm, bytes: STANDARD.decode(text).map_err(|_| UnusableKey)? })
    }

    /// Writes it out in base 64, for the store that seals it.
    #[must_use]
    pub fn expose(&self) -> String {
        STANDARD.encode(&self.bytes)
    }

    /// The half that everybody may know.
    ///
    /// # Errors
    ///
    /// [`UnusableKey`] where it is no key.
    pub fn public(&self) -> Result<PublicKey, UnusableKey> {
        match self.algorithm {
            Algorithm::Ed25519 => {
                let pair = Ed25519KeyPair::from_seed_unchecked(&self.bytes);
                let pair = pair.map_err(|_| UnusableKey)?;
                Ok(PublicKey::ed25519(pair.public_key().as_ref()))
            }
            Algorithm::Rsa => {
                let key = RsaPrivateKey::from_pkcs8_der(&self.bytes).map_err(|_| UnusableKey)?;
                let public = key.to_public_key();
                let der = public.to_public_key_der().map_err(|_| UnusableKey)?;
                let (modulus, exponent) = (public.n().to_bytes_be(), public.e().to_bytes_be());
                Ok(PublicKey::rsa(der.as_bytes(), &modulus, &exponent))
            }
        }
    }
}

/// A source of randomness, for a library that knows it by the traits of an older generation.
struct Older<'a, R>(&'a mut R);

impl<R: CryptoRng> rsa::rand_core::RngCore for Older<'_, R> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl<R: CryptoRng> rsa::rand_core::CryptoRng for Older<'_, R> {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// A pair of a project, prepared.
#[derive(Clone)]
pub struct KeyPair {
    /// What receivers find it by.
    pub(super) name: Box<str>,
    pub(super) signer: Signer,
    /// When it stops signing, in milliseconds since 1970; never, where there is none.
    pub(super) until: Option<i64>,
}

#[derive(Clone)]
pub(super) enum Signer {
    Ed25519(Arc<Ed25519KeyPair>),
    Rsa(Arc<RsaKeyPair>),
}

impl KeyPair {
    /// Prepares a key, so that an attempt does not have to. `name` is what receivers find it by:
    /// the key's own for Ed25519, that of its record in the DNS for RSA.
    ///
    /// # Errors
    ///
    /// [`UnusableKey`] where it is no key.
    pub fn new(name: &str, key: &PrivateKey, until: Option<i64>) -> Result<Self, UnusableKey> {
        let signer = match key.algorithm {
            Algorithm::Ed25519 => {
                let pair = Ed25519KeyPair::from_seed_unchecked(&key.bytes);
                Signer::Ed25519(Arc::new(pair.map_err(|_| UnusableKey)?))
            }
            Algorithm::Rsa => {
                let pair = RsaKeyPair::from_pkcs8(&key.bytes).map_err(|_| UnusableKey)?;
                Signer::Rsa(Arc::new(pair))
            }
        };
        Ok(Self { name: name.into(), signer, until })
    }
}

impl Signer {
    /// Signs a text; nothing where the key cannot, which for a key that was prepared is so only
    /// without memory.
    pub(super) fn sign(&self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(pair) => pair.sign(text).as_ref().to_vec(),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                // These signatures hold no random numbers; the interface is that of those that do.
                let rng = SystemRandom::new();
                match pair.sign(&RSA_PKCS1_SHA256, &rng, text, &mut signature) {
                    Ok(()) => signature,
                    Err(_) => Vec::new(),
                }
            }
        }
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPair").field("name", &self.name).finish_non_exhaustive()
    }
}
