//! By what a push service knows who sends (RFC 8292).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use std::fmt;
use url::Url;
use web_push::{SubscriptionInfo, VapidSignatureBuilder};

/// For how long a token is good: services take 24 h at most, and clocks differ.
const LIVES: i64 = 12 * 3600;

/// The last part of its life in which it is not used for another push, in seconds.
const MARGIN: i64 = 3600;

/// The key by which push services know a source.
#[derive(Clone)]
pub struct Vapid {
    key: String,
    public: String,
}

/// A text that is no key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("is no VAPID key: it must be the 32 bytes of a P-256 private key in base64url")]
pub struct NotAKey;

/// What a push to one service proves itself with.
#[derive(Clone, Eq, PartialEq)]
pub struct Signed {
    /// The header `Authorization`.
    pub authorization: String,
    /// Until when it may be used for further pushes, in seconds since 1970.
    pub until: i64,
}

impl Vapid {
    /// A key as [`generate`](Self::generate) makes it.
    ///
    /// # Errors
    ///
    /// [`NotAKey`] where it is none.
    pub fn new(key: &str) -> Result<Self, NotAKey> {
        let key = key.trim();
        // The library panics at other lengths.
        let whole = URL_SAFE_NO_PAD.decode(key).is_ok_and(|bytes| bytes.len() == 32);
        if !whole {
            return Err(NotAKey);
        }
        let part = VapidSignatureBuilder::from_base64_no_sub(key).map_err(|_| NotAKey)?;
        let public = URL_SAFE_NO_PAD.encode(part.get_public_key());
        Ok(Self { key: key.to_owned(), public })
    }

    /// A new private key, in base64url.
    ///
    /// # Errors
    ///
    /// [`NotAKey`] where the machine has no randomness to give.
    pub fn generate() -> Result<String, NotAKey> {
        let make = || {
            let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
            EcKey::generate(&group)?.private_key().to_vec_padded(32)
        };
        make().map(|scalar| URL_SAFE_NO_PAD.encode(scalar)).map_err(|_| NotAKey)
    }

    /// The public key in base64url: the page's `applicationServerKey`.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// Signs for the service of an endpoint; `subject` is whom it may turn to, a `mailto:` or
    /// `https:` URL, and `now` in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`NotAKey`] where the key does not sign.
    pub fn sign(&self, endpoint: &Url, subject: &str, now: i64) -> Result<Signed, NotAKey> {
        // The library would leave the port out of the audience.
        let audience = endpoint.origin().ascii_serialization();
        let info = SubscriptionInfo::new(audience.as_str(), "", "");
        let mut builder =
            VapidSignatureBuilder::from_base64(&self.key, &info).map_err(|_| NotAKey)?;
        let expires = now + LIVES;
        builder.add_claim("aud", audience.as_str());
        builder.add_claim("sub", subject);
        builder.add_claim("exp", expires);
        let signature = builder.build().map_err(|_| NotAKey)?;
        let authorization = format!("vapid t={}, k={}", signature.auth_t, self.public);
        Ok(Signed { authorization, until: expires - MARGIN })
    }
}

// By hand, because the key is secret.
impl fmt::Debug for Vapid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vapid").field("public", &self.public).finish_non_exhaustive()
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("until", &self.until).finish_non_exhaustive()
    }
}
