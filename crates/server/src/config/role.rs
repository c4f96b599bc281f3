//! What a hub does of the work.

use super::broken::BadValue;
use std::fmt;
use std::str::FromStr;

/// What a hub does, where several share one PostgreSQL.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Role {
    /// Everything.
    #[default]
    Both,
    /// It serves the API and takes callbacks; others send.
    Callbacks,
    /// It sends; others serve.
    Dispatch,
}

impl Role {
    /// Whether it sends.
    #[must_use]
    pub const fn dispatches(self) -> bool {
        !matches!(self, Self::Callbacks)
    }

    /// Whether it serves the API and takes callbacks.
    #[must_use]
    pub const fn serves(self) -> bool {
        !matches!(self, Self::Dispatch)
    }
}

impl FromStr for Role {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match text {
            "both" => Ok(Self::Both),
            "callbacks" => Ok(Self::Callbacks),
            "dispatch" => Ok(Self::Dispatch),
            _ => Err(BadValue::new("must be `both`, `callbacks` or `dispatch`")),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Both => "both",
            Self::Callbacks => "callbacks",
            Self::Dispatch => "dispatch",
        })
    }
}
