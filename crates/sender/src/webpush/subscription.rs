//! A browser's push subscription.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use std::fmt;
use url::Url;
use web_push::{ContentEncoding, SubscriptionInfo, WebPushMessageBuilder};

const LONGEST: usize = 2048;

/// As browsers write it, padded or not.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where a browser's pushes go, and the keys that they are encrypted with.
#[derive(Clone, Eq, PartialEq)]
pub struct Subscription {
    pub(super) endpoint: Url,
    pub(super) p256dh: String,
    pub(super) auth: String,
}

/// Why it is no subscription.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotASubscription {
    /// The endpoint is no URL, or longer than any.
    #[error("`endpoint` is no URL of a push service")]
    Endpoint,
    /// The public key is no point on the curve.
    #[error("`keys.p256dh` is no public key")]
    PublicKey,
    /// The secret is not 16 bytes.
    #[error("`keys.auth` must be 16 bytes in base64url")]
    Secret,
}

impl Subscription {
    /// A subscription as a browser tells it. Whether its host may be called is for
    /// [`Hosts`](super::Hosts) to say.
    ///
    /// # Errors
    ///
    /// [`NotASubscription`] says what is wrong with it.
    pub fn new(endpoint: &str, p256dh: &str, auth: &str) -> Result<Self, NotASubscription> {
        let url =
            Url::parse(endpoint).ok().filter(|url| url.has_host() && endpoint.len() <= LONGEST);
        let endpoint = url.ok_or(NotASubscription::Endpoint)?;
        let secret = LENIENT.decode(auth).ok().filter(|it| it.len() == 16);
        let secret = secret.ok_or(NotASubscription::Secret)?;
        let point = LENIENT.decode(p256dh).ok().filter(|it| it.len() == 65);
        let point = point.ok_or(NotASubscription::PublicKey)?;
        let (p256dh, auth) = (URL_SAFE_NO_PAD.encode(&point), URL_SAFE_NO_PAD.encode(&secret));
        // Only a trial says whether the point lies on the curve.
        let info = SubscriptionInfo::new(endpoint.as_str(), &p256dh, &auth);
        let mut trial = WebPushMessageBuilder::new(&info);
        trial.set_payload(ContentEncoding::Aes128Gcm, b"x");
        trial.build().map_err(|_| NotASubscription::PublicKey)?;
        Ok(Self { endpoint, p256dh, auth })
    }

    /// Where its pushes go. Who knows it can try to send some.
    #[must_use]
    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// Public key and secret, in base64url.
    #[must_use]
    pub fn keys(&self) -> (&str, &str) {
        (&self.p256dh, &self.auth)
    }
}

// By hand, because all of it is secret.
impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("host", &self.endpoint.host_str())
            .finish_non_exhaustive()
    }
}
