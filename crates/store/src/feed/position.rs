//! A place in a feed.

use crate::No;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far somebody has read: of each run, up to which number.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Position {
    /// All runs up to this one are read and over, unless they are listed.
    #[serde(rename = "t")]
    pub(super) top: No,
    /// By run, the last number that was read.
    #[serde(rename = "a")]
    pub(super) at: BTreeMap<No, i64>,
    /// When it was made, in milliseconds since 1970.
    #[serde(rename = "m")]
    pub(super) made: i64,
}

impl Position {
    /// Up to which number of a run it has read; all of it, where it is over.
    pub(super) fn of(&self, run: No) -> i64 {
        let over = if run <= self.top { i64::MAX } else { 0 };
        self.at.get(&run).copied().unwrap_or(over)
    }

    /// Whether that event lies behind it, and is still to be read.
    #[must_use]
    pub fn is_before(&self, run: No, number: i64) -> bool {
        self.of(run) < number
    }

    /// Moves on behind an event.
    pub fn pass(&mut self, run: No, number: i64) {
        self.at.insert(run, number);
    }

    /// Whether both are the same place, whenever they were made.
    #[must_use]
    pub fn is_at(&self, other: &Self) -> bool {
        self.top == other.top && self.at == other.at
    }

    /// Whether it has read all that the other one has.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let listed = other.at.keys().chain(self.at.keys()).copied();
        // Runs that neither lists are the same to both, unless only one has them over.
        let between = self.top.saturating_add(1)..=other.top;
        listed.chain(between).all(|run| self.of(run) >= other.of(run))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn position() -> impl Strategy<Value = Position> {
        let at = prop::collection::btree_map(1..6, 0..4_i64, 0..4);
        (0..6, at).prop_map(|(top, at)| Position { top, at, made: 0 })
    }

    proptest! {
        #[test]
        fn one_covers_another_where_it_has_read_all_that_this_has(a in position(), b in position()) {
            let all = (1..9).all(|run| a.of(run) >= b.of(run));
            prop_assert_eq!(a.covers(&b), all);
        }

        #[test]
        fn what_was_passed_is_read_and_nothing_else(mut a in position(), run in 1..6) {
            let before = a.clone();
            a.pass(run, 7);
            prop_assert!(!a.is_before(run, 7) && a.is_before(run, 8));
            prop_assert!((1..9).filter(|it| *it != run).all(|it| a.of(it) == before.of(it)));
        }
    }
}
