//! Secrets of webhooks, and the Standard Webhooks signature by them, version 1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};

/// What every secret is written with.
const PREFIX: &str = "whsec_";

/// A webhook's secret: 24 to 64 bytes, written as `whsec_` and base64. Does not print itself.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(Vec<u8>);

/// A text that is no secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("must be `whsec_` followed by 24 to 64 bytes in base64")]
pub struct UnusableSecret;

impl Secret {
    /// A secret out of 32 random bytes.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        Self(random.to_vec())
    }

    /// Reads a secret as it is written.
    ///
    /// # Errors
    ///
    /// [`UnusableSecret`] where it has not the form that the specification asks for.
    pub fn parse(text: &str) -> Result<Self, UnusableSecret> {
        let encoded = text.strip_prefix(PREFIX).ok_or(UnusableSecret)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| UnusableSecret)?;
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(UnusableSecret) }
    }

    /// Writes it out, for the one answer that shows it and the store that seals it.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// What tells it from others, and from which nobody learns it: the beginning of its SHA-256.
    #[must_use]
    pub fn name(&self) -> String {
        let mut name = String::from("whsec-");
        for byte in &Sha256::digest(&self.0)[..8] {
            // Writing to a text cannot fail.
            _ = write!(name, "{byte:02x}");
        }
        name
    }

    pub(crate) fn tag(&self, id: &str, timestamp: i64, body: &[u8]) -> Tag {
        tag(keyed(&self.0), id, timestamp, body)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A secret, and until when it signs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DatedSecret {
    /// The secret.
    pub secret: Secret,
    /// Milliseconds since 1970; for good, where there is none.
    pub until: Option<i64>,
}

impl From<Secret> for DatedSecret {
    fn from(secret: Secret) -> Self {
        Self { secret, until: None }
    }
}

impl DatedSecret {
    /// Whether it still signs at that time, in milliseconds since 1970.
    #[must_use]
    pub fn lives(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// The secrets after a change: the new one for good, and behind it the old ones until that
    /// time, or until their own where that is earlier. Those that have ended are gone, and of the
    /// others the newest `most` stay.
    #[must_use]
    pub fn rotated(old: &[Self], new: &Secret, now: i64, until: i64, most: usize) -> Vec<Self> {
        let ending = old.iter().filter(|it| it.secret != *new).map(|it| {
            let until = it.until.map_or(until, |own| own.min(until));
            Self { secret: it.secret.clone(), until: Some(until) }
        });
        let living = ending.filter(|it| it.lives(now)).take(most);
        std::iter::once(Self::from(new.clone())).chain(living).collect()
    }
}

pub(crate) type Tag = [u8; 32];

/// A secret, prepared.
#[derive(Clone)]
pub(super) struct Key {
    mac: Hmac<Sha256>,
    pub(super) name: Box<str>,
    pub(super) until: Option<i64>,
}

impl Key {
    pub(super) fn new(dated: &DatedSecret) -> Self {
        let DatedSecret { secret, until } = dated;
        Self { mac: keyed(&secret.0), name: secret.name().into(), until: *until }
    }

    pub(super) fn tag(&self, id: &str, timestamp: i64, body: &[u8]) -> Tag {
        tag(self.mac.clone(), id, timestamp, body)
    }

    pub(super) fn mac(&self, text: &[u8]) -> Tag {
        self.mac.clone().chain_update(text).finalize().into_bytes().into()
    }
}

fn keyed(secret: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret).expect("HMAC takes keys of any length")
}

fn tag(mut key: Hmac<Sha256>, id: &str, timestamp: i64, body: &[u8]) -> Tag {
    key.update(id.as_bytes());
    key.update(b".");
    key.update(timestamp.to_string().as_bytes());
    key.update(b".");
    key.update(body);
    key.finalize().into_bytes().into()
}
