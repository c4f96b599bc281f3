//! What a webhook gets one after the other.

use serde::{Deserialize, Serialize};

/// Of what is about the same, nothing is sent before all that came earlier is settled.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The same contact.
    Contact,
    /// The same message.
    Message,
}
