//! What is held in memory, by age: so that nothing stays only there for long, and so that a
//! restart knows from where on to look.

use crate::No;
use event::EventId;
use foldhash::fast::RandomState;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// For how long a delivery may be held before the store takes it back into its own care.
pub(super) const LONGEST: i64 = 10_000;

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Key {
    pub project: No,
    pub webhook: No,
    pub event: EventId,
}

/// Since when a delivery is held, and whether it has a row of its own or only its event's row
/// tells of it.
#[derive(Clone, Copy, Debug)]
struct Since {
    at: i64,
    has_row: bool,
}

/// The deliveries that no row's due time speaks for.
#[derive(Debug, Default)]
pub(super) struct Held {
    since: HashMap<Key, Since, RandomState>,
    /// In the order they were handed over; settled ones leave when they come to the front.
    order: VecDeque<(i64, Key)>,
    /// How many there are of events of each second.
    seconds: BTreeMap<i64, usize>,
}

impl Held {
    pub(super) fn add(&mut self, key: Key, now: i64, has_row: bool) {
        if self.since.insert(key, Since { at: now, has_row }).is_none() {
            *self.seconds.entry(key.second()).or_default() += 1;
        }
        self.order.push_back((now, key));
    }

    pub(super) fn remove(&mut self, key: &Key) {
        self.forget(key);
        while self.order.front().is_some_and(|(at, key)| !self.is_since(key, *at)) {
            self.order.pop_front();
        }
    }

    fn is_since(&self, key: &Key, at: i64) -> bool {
        self.since.get(key).is_some_and(|since| since.at == at)
    }

    pub(super) fn has(&self, key: &Key) -> bool {
        self.since.contains_key(key)
    }

    /// Lets go of those that have been held since before that time; gives them.
    pub(super) fn release_before(&mut self, time: i64) -> Vec<Key> {
        let mut released = Vec::new();
        while let Some(&(at, key)) = self.order.front() {
            if at >= time {
                break;
            }
            self.order.pop_front();
            if self.is_since(&key, at) {
                self.forget(&key);
                released.push(key);
            }
        }
        released
    }

    /// A time that no held delivery's event is older than, to the second.
    pub(super) fn oldest_event(&self) -> Option<i64> {
        self.seconds.first_key_value().map(|(second, _)| second * 1000)
    }

    /// Those that need a row before anybody can look for one; from then on they have one.
    pub(super) fn rowless(&self) -> Vec<Key> {
        let rowless = self.since.iter().filter(|(_, since)| !since.has_row);
        rowless.map(|(key, _)| *key).collect()
    }

    pub(super) fn have_rows(&mut self) {
        self.since.values_mut().for_each(|since| since.has_row = true);
    }

    fn forget(&mut self, key: &Key) {
        if self.since.remove(key).is_none() {
            return;
        }
        let second = key.second();
        let left = self.seconds.get_mut(&second).map(|count| {
            *count -= 1;
            *count
        });
        if left == Some(0) {
            self.seconds.remove(&second);
        }
    }
}

impl Key {
    fn second(&self) -> i64 {
        self.event.ms().div_euclid(1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(ms: i64) -> Key {
        Key { project: 1, webhook: 1, event: EventId::first_at(ms) }
    }

    #[test]
    fn the_oldest_leaves_first_and_the_settled_not_at_all() {
        let mut held = Held::default();
        for at in [10_000, 20_000, 30_000] {
            held.add(key(at), at, true);
        }
        assert_eq!(held.oldest_event(), Some(10_000));
        held.remove(&key(10_000));
        assert_eq!(held.oldest_event(), Some(20_000));
        held.remove(&key(30_000));
        assert_eq!(held.release_before(100_000), [key(20_000)]);
        assert_eq!(held.oldest_event(), None);
        assert!(!held.has(&key(20_000)));
    }

    #[test]
    fn one_that_was_handed_over_again_counts_from_then() {
        let mut held = Held::default();
        held.add(key(1), 10, false);
        held.remove(&key(1));
        held.add(key(1), 50, false);
        assert_eq!(held.rowless(), [key(1)]);
        assert_eq!(held.release_before(20), []);
        assert!(held.has(&key(1)));
        assert_eq!(held.release_before(51), [key(1)]);
    }
}
