//! How deliveries are signed.

use serde::{Deserialize, Serialize};

/// A way to sign.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    PartialEq,
    Serialize,
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Profile {
    /// Standard Webhooks, HMAC-SHA256 by the webhook's secrets.
    V1,
    /// Standard Webhooks, Ed25519 by the project's keys.
    V1a,
    /// RFC 9421, Ed25519 by the project's keys.
    Rfc9421,
    /// RFC 9421, HMAC-SHA256 by the webhook's secrets.
    #[serde(rename = "rfc9421-hmac")]
    #[strum(serialize = "rfc9421-hmac")]
    Rfc9421Hmac,
    /// draft-cavage-http-signatures-10, RSA by the project's keys, as receivers of SMTPeter and
    /// Copernica check it.
    Cavage,
}

impl Profile {
    /// What of a project it signs by; nothing where the webhook's secrets do.
    #[must_use]
    pub const fn algorithm(self) -> Option<super::Algorithm> {
        match self {
            Self::V1 | Self::Rfc9421Hmac => None,
            Self::V1a | Self::Rfc9421 => Some(super::Algorithm::Ed25519),
            Self::Cavage => Some(super::Algorithm::Rsa),
        }
    }

    /// Whether its signature stands in the header `signature`, which holds that of one profile.
    #[must_use]
    pub const fn takes_the_header(self) -> bool {
        matches!(self, Self::Rfc9421 | Self::Rfc9421Hmac | Self::Cavage)
    }
}
