//! The Standard Webhooks signature, version 1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

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

    pub(crate) fn tag(&self, id: &str, timestamp: i64, body: &[u8]) -> Tag {
        tag(keyed(&self.0), id, timestamp, body)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

pub(crate) type Tag = [u8; 32];

/// The keys that sign a webhook's deliveries: one, or several while they rotate.
#[derive(Clone)]
pub struct SigningKeys(Vec<Hmac<Sha256>>);

impl SigningKeys {
    /// Prepares the keys once, so that an attempt does not have to.
    #[must_use]
    pub fn new(secrets: &[Secret]) -> Self {
        Self(secrets.iter().map(|secret| keyed(&secret.0)).collect())
    }

    /// The value of `webhook-signature` for an attempt: `v1,BASE64`, one a key, parted by spaces.
    ///
    /// `timestamp` is in seconds since 1970. Source: the Standard Webhooks specification,
    /// "Signature scheme".
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut value = String::with_capacity(48 * self.0.len());
        for key in &self.0 {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str("v1,");
            STANDARD.encode_string(tag(key.clone(), id, timestamp, body), &mut value);
        }
        value
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeys({})", self.0.len())
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of the specification's own text.
    #[test]
    fn the_published_example_comes_out() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let value = SigningKeys::new(&[secret]).sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(value, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_has_its_form() {
        for text in ["", "whsec_", "whsec_AAAA", "whsec_!!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert_eq!(Secret::parse(text), Err(UnusableSecret), "{text}");
        }
        assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret");
    }

    proptest! {
        #[test]
        fn their_library_takes_what_we_sign(
            random: [u8; 32], id in "evt_[0-9a-v]{26}", body in "\\PC{0,200}",
        ) {
            let secret = Secret::new(random);
            let now = time::OffsetDateTime::now_utc().unix_timestamp();
            let keys = SigningKeys::new(&[Secret::new([1; 32]), secret.clone()]);
            let mut headers = http::HeaderMap::new();
            headers.insert("webhook-id", id.parse().expect("a value"));
            headers.insert("webhook-timestamp", now.into());
            let value = keys.sign(&id, now, body.as_bytes());
            headers.insert("webhook-signature", value.parse().expect("a value"));
            let theirs = standardwebhooks::Webhook::new(&secret.expose()).expect("a secret");
            prop_assert!(theirs.verify(body.as_bytes(), &headers).is_ok());
            let longer = body + "x";
            prop_assert!(theirs.verify(longer.as_bytes(), &headers).is_err());
        }

        #[test]
        fn a_secret_comes_back(random: [u8; 32]) {
            let secret = Secret::new(random);
            prop_assert_eq!(Secret::parse(&secret.expose()), Ok(secret));
        }
    }
}
