//! Addresses as contacts are found by.

use crate::ingest::storable;
use event::{Channel, contact};

/// The longest address of a contact, in bytes. No channel has any near it; an index has its limits.
const LONGEST: usize = 1000;

/// An address on a channel, in canonical form.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Address {
    channel: Channel,
    text: String,
}

impl Address {
    /// The address as somebody wrote it; none where it is blank, or longer than any.
    #[must_use]
    pub fn new(channel: Channel, written: &str) -> Option<Self> {
        let text = storable(&contact(channel, written));
        (1..=LONGEST).contains(&text.len()).then_some(Self { channel, text })
    }

    /// The address as the store keeps it.
    pub(crate) const fn kept(channel: Channel, text: String) -> Self {
        Self { channel, text }
    }

    /// The channel.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        self.channel
    }

    /// The address itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
