//! What a ticket is for.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// What a ticket is for.
#[derive(Clone, Copy, Debug, Display, EnumIter, EnumString, Eq, Hash, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "lowercase")]
pub enum Purpose {
    /// A link that is followed.
    Link,
    /// A picture that is loaded when a mail is opened.
    Open,
    /// A page that asks whether the contact agrees to get messages.
    Confirm,
    /// A page by which the contact leaves.
    Leave,
}

impl Purpose {
    /// Its word on the wire, and what is authenticated with a ticket.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What stands before a token in the path of a URL, and behind it.
    #[must_use]
    pub const fn around(self) -> (&'static str, &'static str) {
        match self {
            Self::Link => ("l/", ""),
            Self::Open => ("o/", ".gif"),
            Self::Confirm => ("c/", ""),
            Self::Leave => ("u/", ""),
        }
    }
}

/// The kind of device of a browser.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Display,
    EnumIter,
    EnumString,
    Eq,
    IntoStaticStr,
    PartialEq,
    Serialize,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Device {
    /// A computer.
    Desktop,
    /// A phone or a tablet.
    Mobile,
}
