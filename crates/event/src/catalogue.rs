//! What there is to know about each kind.

use crate::{Channel, EventKind, Group};
use std::sync::LazyLock;
use strum::{EnumMessage, EnumProperty, IntoEnumIterator};

impl EventKind {
    /// The wire name, such as `email.bounced`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The number that tables store.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The kind with that number, if there is one.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::from_repr(number)
    }

    /// The bit that stands for this kind in a selection's mask.
    #[must_use]
    pub const fn bit(self) -> u128 {
        1 << self.number()
    }

    /// The channel it happens on.
    ///
    /// # Panics
    ///
    /// Never: the ranges cover every variant, which a test holds.
    #[must_use]
    pub fn channel(self) -> Channel {
        let found = Channel::iter().find(|channel| channel.mask() & self.bit() != 0);
        found.expect("every kind lies in its channel's range")
    }

    /// What it tells about.
    #[must_use]
    pub fn group(self) -> Group {
        FACTS[usize::from(self.number())].group
    }

    /// What a page calls it, such as `Message is bounced`.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.get_message().unwrap_or_default()
    }

    /// The one sentence that says when it happens and what it means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        &FACTS[usize::from(self.number())].meaning
    }

    /// Whether every occurrence counts by itself: an opening or a click.
    #[must_use]
    pub const fn counts_each_time(self) -> bool {
        matches!(
            self,
            Self::EmailRead
                | Self::EmailClicked
                | Self::SmsClicked
                | Self::WebPushClicked
                | Self::TelegramClicked
                | Self::ViberClicked
        )
    }

    /// Whether it happens once to a message and a contact, however often it is told.
    #[must_use]
    pub const fn happens_once(self) -> bool {
        matches!(
            self,
            Self::WebPushDelivered
                | Self::WebPushDisplayed
                | Self::WebPushClosed
                | Self::TelegramViewed
                | Self::ViberDelivered
                | Self::ViberViewed
        )
    }
}

/// What strum knows as text, read once.
struct Facts {
    group: Group,
    meaning: String,
}

/// By number; a number that is no kind has empty facts, and nobody asks for them.
static FACTS: LazyLock<Vec<Facts>> = LazyLock::new(|| (0..=127).map(facts).collect());

fn facts(number: u8) -> Facts {
    let kind = EventKind::from_number(number);
    let group = kind.and_then(|kind| kind.get_str("group")?.parse().ok());
    let lines = kind.and_then(|kind| kind.get_documentation()).unwrap_or_default();
    let lines = lines.replace('`', "");
    let words: Vec<_> = lines.split_whitespace().collect();
    Facts { group: group.unwrap_or(Group::MessageStatus), meaning: words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use strum::EnumCount;

    #[test]
    fn the_catalogue_is_whole() {
        assert_eq!(EventKind::COUNT, 55);
        let numbers: BTreeSet<_> = EventKind::iter().map(EventKind::number).collect();
        assert_eq!(numbers.len(), EventKind::COUNT);
        for kind in EventKind::iter() {
            let (channel, word) = kind.name().split_once('.').expect("channel.word");
            assert_eq!(channel, kind.channel().name(), "{kind} lies in another channel's range");
            assert!(!word.is_empty());
            assert!(!kind.title().is_empty() && kind.meaning().ends_with('.'), "{kind}");
            assert!(!kind.meaning().contains('\n'), "{kind}: {:?}", kind.meaning());
            let group = kind.get_str("group").expect("a group");
            assert_eq!(group, kind.group().name(), "{kind}");
            assert_eq!(kind.name().parse(), Ok(kind));
            assert_eq!(EventKind::from_number(kind.number()), Some(kind));
        }
    }

    /// Numbers are in stores: this list may grow, and no pair in it may ever change.
    #[test]
    fn numbers_stay_as_they_were_given() {
        let given: Vec<_> = EventKind::iter().map(|it| format!("{} {it}", it.number())).collect();
        insta::assert_snapshot!(given.join("\n"));
    }
}
