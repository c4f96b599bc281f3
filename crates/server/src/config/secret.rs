//! Values that are not to be seen.

use super::text::optional;
use serde::Deserializer;
use serde::de::Error;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// The shortest admin key: 32 characters of any sort cannot be guessed if they are random.
const SHORTEST_KEY: usize = 32;

/// A text that does not print itself.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being printed.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for what needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

pub(super) fn admin_key<'de, D>(deserializer: D) -> Result<Option<Secret>, D::Error>
where
    D: Deserializer<'de>,
{
    let key: Option<Secret> = optional(deserializer)?;
    if key.as_ref().is_some_and(|key| key.expose().chars().count() < SHORTEST_KEY) {
        return Err(D::Error::custom("must have 32 characters or more"));
    }
    // A key travels in a header, where nothing else fits.
    if key.as_ref().is_some_and(|key| !key.expose().bytes().all(|byte| byte.is_ascii_graphic())) {
        return Err(D::Error::custom("must be of visible ASCII characters, without spaces"));
    }
    Ok(key)
}
