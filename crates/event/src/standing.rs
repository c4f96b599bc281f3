//! What is known of a contact, and what it comes to.

use crate::{EventId, Mark};
use std::cmp::Reverse;
use strum::{Display, EnumCount, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// When something was said, in milliseconds since 1970, and the event that said it: none where it
/// was taken over from elsewhere. The default is never.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Said {
    /// From 1 on; 0 is never.
    pub at: i64,
    /// The event.
    pub by: Option<EventId>,
}

impl Said {
    /// What an event says: when it happened, or when it was received where nobody told, or where
    /// that would lie in the future.
    #[must_use]
    pub fn by(event: EventId, occurred_at: Option<i64>, received_at: i64) -> Self {
        Self::at(occurred_at.unwrap_or(received_at).min(received_at), Some(event))
    }

    /// Said at that time.
    #[must_use]
    pub fn at(ms: i64, by: Option<EventId>) -> Self {
        Self { at: ms.max(1), by }
    }

    /// Whether it was said at all.
    #[must_use]
    pub const fn ever(self) -> bool {
        self.at > 0
    }
}

/// The latest time of each mark of a contact.
///
/// They only grow, so it does not matter in which order reports come in, nor how often.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Marks([Said; Mark::COUNT]);

impl Marks {
    /// Takes in one mark.
    pub fn say(&mut self, mark: Mark, said: Said) {
        let known = &mut self.0[mark as usize];
        *known = said.max(*known);
    }

    /// Takes in all that others know.
    pub fn take(&mut self, other: &Self) {
        for (mark, said) in other.all() {
            self.say(mark, said);
        }
    }

    /// When that was said last.
    #[must_use]
    pub const fn said(&self, mark: Mark) -> Said {
        self.0[mark as usize]
    }

    /// Those that were said, each with when.
    pub fn all(&self) -> impl Iterator<Item = (Mark, Said)> {
        Mark::iter().map(|mark| (mark, self.said(mark))).filter(|(_, said)| said.ever())
    }

    /// The latest time of all; 0 where nothing was said.
    #[must_use]
    pub fn latest(&self) -> i64 {
        self.0.iter().map(|said| said.at).max().unwrap_or_default()
    }

    /// Whether a mark was said, and nothing since that speaks against it: saying it again would
    /// change nothing.
    #[must_use]
    pub fn stands(&self, mark: Mark) -> bool {
        let said = self.said(mark);
        let block = Block::iter().find(|block| block.mark() == mark);
        said.ever()
            && match block {
                Some(block) => block.holds(self),
                None => Block::iter()
                    .filter(|block| block.lifted_by().contains(&mark))
                    .all(|block| self.said(block.mark()).at < said.at),
            }
    }

    /// What it all comes to.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let mut reasons: Vec<_> = Block::iter().filter(|block| block.holds(self)).collect();
        reasons.sort_by_key(|block| Reverse(self.said(block.mark()).at));
        let since = match reasons.first() {
            Some(block) => self.said(block.mark()).at,
            None => self.said(Mark::Joined).at.max(self.said(Mark::Activated).at),
        };
        Standing { reasons, since: (since > 0).then_some(since) }
    }
}

impl FromIterator<(Mark, Said)> for Marks {
    fn from_iter<T: IntoIterator<Item = (Mark, Said)>>(said: T) -> Self {
        let mut marks = Self::default();
        for (mark, said) in said {
            marks.say(mark, said);
        }
        marks
    }
}

/// Why a contact may not be written to. Its number is its bit in the store.
#[derive(
    Clone, Copy, Debug, Display, EnumCount, EnumIter, EnumString, Eq, Hash, IntoStaticStr, PartialEq,
)]
#[strum(serialize_all = "lowercase")]
pub enum Block {
    /// It left.
    Unsubscribed = 1,
    /// Its address is dead.
    Bounced = 2,
    /// It took a message for spam.
    Complained = 4,
    /// Somebody took it out of use.
    Deactivated = 8,
}

impl Block {
    /// The wire name, such as `bounced`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The mark that it comes from.
    #[must_use]
    pub const fn mark(self) -> Mark {
        match self {
            Self::Unsubscribed => Mark::Left,
            Self::Bounced => Mark::Bounced,
            Self::Complained => Mark::Complained,
            Self::Deactivated => Mark::Deactivated,
        }
    }

    /// The marks that lift it when they are later. Who asks for mail again after a complaint has
    /// said so itself.
    #[must_use]
    pub const fn lifted_by(self) -> &'static [Mark] {
        match self {
            Self::Unsubscribed => &[Mark::Joined],
            Self::Bounced | Self::Deactivated => &[Mark::Activated],
            Self::Complained => &[Mark::Activated, Mark::Joined],
        }
    }

    /// What a message that is not sent for it has as its `reason.code`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unsubscribed => "suppressed_unsubscribe",
            Self::Bounced => "suppressed_bounce",
            Self::Complained => "suppressed_spam",
            Self::Deactivated => "suppressed",
        }
    }

    /// Of two things said in the same millisecond nobody knows the order: then it holds.
    fn holds(self, marks: &Marks) -> bool {
        let said = marks.said(self.mark());
        said.ever() && self.lifted_by().iter().all(|lifts| marks.said(*lifts).at <= said.at)
    }
}

/// Whether a contact may be written to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Standing {
    /// Why not, the latest reason first; none where it may.
    pub reasons: Vec<Block>,
    /// When it was blocked by the latest reason; where it may be written to, when it joined or was
    /// activated, if it was. Milliseconds since 1970.
    pub since: Option<i64>,
}

impl Standing {
    /// Whether it may not.
    #[must_use]
    pub const fn is_blocked(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// The latest reason.
    #[must_use]
    pub fn reason(&self) -> Option<Block> {
        self.reasons.first().copied()
    }
}

#[cfg(test)]
mod tests;
