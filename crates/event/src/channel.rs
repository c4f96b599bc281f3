//! The channels, and what an event can tell about.

use strum::{Display, EnumIter, EnumMessage, EnumString, IntoStaticStr};

/// A way to reach a contact.
#[derive(
    Clone,
    Copy,
    Debug,
    Display,
    EnumIter,
    EnumMessage,
    EnumString,
    Eq,
    Hash,
    IntoStaticStr,
    Ord,
    PartialEq,
    PartialOrd,
)]
#[strum(serialize_all = "lowercase")]
pub enum Channel {
    /// Electronic mail.
    #[strum(message = "Email")]
    Email,
    /// Text messages to phones.
    #[strum(message = "SMS")]
    Sms,
    /// Notifications to browsers.
    #[strum(message = "WebPush")]
    WebPush,
    /// Telegram bots and channels.
    #[strum(message = "Telegram")]
    Telegram,
    /// Viber bots and business messages.
    #[strum(message = "Viber")]
    Viber,
}

impl Channel {
    /// The wire name, such as `email`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What a page calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.get_message().unwrap_or_default()
    }

    /// The bits of all its kinds, those to come included: *select all*.
    #[must_use]
    pub const fn mask(self) -> u128 {
        match self {
            Self::Email => bits(0, 32),
            Self::Sms => bits(32, 16),
            Self::WebPush => bits(48, 24),
            Self::Telegram => bits(72, 16),
            Self::Viber => bits(88, 16),
        }
    }
}

const fn bits(first: u32, count: u32) -> u128 {
    ((1 << count) - 1) << first
}

/// What an event tells about.
#[derive(
    Clone,
    Copy,
    Debug,
    Display,
    EnumIter,
    EnumMessage,
    EnumString,
    Eq,
    Hash,
    IntoStaticStr,
    PartialEq,
)]
#[strum(serialize_all = "snake_case")]
pub enum Group {
    /// How far a message got.
    #[strum(message = "Message status")]
    MessageStatus,
    /// What a contact decided.
    #[strum(message = "Contact event")]
    ContactEvent,
    /// What a contact did with a message.
    #[strum(message = "Message event")]
    MessageEvent,
}

impl Group {
    /// The wire name, such as `message_status`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What a page calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.get_message().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn ranges_do_not_overlap() {
        let all = Channel::iter().fold(0, |seen: u128, channel| {
            assert_eq!(seen & channel.mask(), 0, "{channel}");
            seen | channel.mask()
        });
        assert_eq!(all.count_ones(), 32 + 16 + 24 + 16 + 16);
    }
}
