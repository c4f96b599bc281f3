//! The virtual clock, and what happens next by it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Microseconds of virtual time.
pub(crate) type Us = u64;

pub(crate) const MS: Us = 1000;
pub(crate) const SECOND: Us = 1000 * MS;

/// What is to happen, the earliest first; what is to happen at one time, in the order in which it
/// was said.
pub(crate) struct Agenda<T> {
    now: Us,
    said: u64,
    entries: BinaryHeap<Entry<T>>,
}

struct Entry<T> {
    at: Us,
    said: u64,
    what: T,
}

impl<T> Agenda<T> {
    pub(crate) const fn new() -> Self {
        Self { now: 0, said: 0, entries: BinaryHeap::new() }
    }

    pub(crate) const fn now(&self) -> Us {
        self.now
    }

    /// Has that happen at that time, or now where it is over.
    pub(crate) fn at(&mut self, at: Us, what: T) {
        self.said += 1;
        self.entries.push(Entry { at: at.max(self.now), said: self.said, what });
    }

    pub(crate) fn after(&mut self, wait: Us, what: T) {
        self.at(self.now + wait, what);
    }

    /// What happens next, up to and with that time; the clock is there then.
    pub(crate) fn next(&mut self, until: Us) -> Option<T> {
        if self.entries.peek()?.at > until {
            return None;
        }
        let entry = self.entries.pop()?;
        self.now = entry.at;
        Some(entry.what)
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.said).cmp(&(self.at, self.said))
    }
}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Entry<T> {}

#[test]
fn what_is_earlier_comes_first_and_the_clock_goes_along() {
    let mut agenda = Agenda::new();
    for (at, what) in [(20, 'b'), (10, 'a'), (20, 'c'), (99, 'd')] {
        agenda.at(at, what);
    }
    let mut seen = Vec::new();
    while let Some(what) = agenda.next(50) {
        seen.push((agenda.now(), what));
        if what == 'a' {
            agenda.at(0, 'x');
        }
    }
    assert_eq!(seen, [(10, 'a'), (10, 'x'), (20, 'b'), (20, 'c')]);
}
