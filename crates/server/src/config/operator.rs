//! Where operational events go.

use super::broken::BadValue;
use super::text::optional;
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;
use url::Url;

/// Whom the hub tells about itself: nobody, unless both are there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Operator {
    /// Where operational events are sent: nowhere.
    #[serde(deserialize_with = "optional")]
    pub url: Option<OperatorUrl>,
    /// What signs them: `whsec_` and 24 to 64 bytes in base64.
    #[serde(deserialize_with = "optional")]
    pub secret: Option<SigningSecret>,
}

/// An `http` or `https` URL. Its path and query may be secret, so it prints without them.
#[derive(Clone, Eq, PartialEq)]
pub struct OperatorUrl(Url);

impl OperatorUrl {
    /// The whole of it.
    #[must_use]
    pub fn expose(&self) -> &Url {
        &self.0
    }
}

impl FromStr for OperatorUrl {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let url = Url::parse(text).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        url.map(Self).ok_or_else(|| BadValue::new("must be a URL of `http` or `https`"))
    }
}

impl fmt::Display for OperatorUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/***", self.0.origin().ascii_serialization())
    }
}

impl fmt::Debug for OperatorUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A secret of Standard Webhooks.
#[derive(Clone, Debug)]
pub struct SigningSecret(pub webhook::Secret);

impl FromStr for SigningSecret {
    type Err = webhook::UnusableSecret;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        webhook::Secret::parse(text).map(Self)
    }
}
