//! Which part of the file is free.

/// Records lie one behind the other, each in one piece; where the next does not fit before the
/// end it goes to the beginning.
#[derive(Debug)]
pub(super) struct Ring {
    size: u64,
    /// Where the last record ends.
    head: u64,
    /// Where the last record ends that is not needed any more.
    tail: u64,
    empty: bool,
}

impl Ring {
    pub(super) const fn new(size: u64) -> Self {
        Self { size, head: 0, tail: 0, empty: true }
    }

    /// Where a record of that length may be written, if anywhere.
    pub(super) fn place(&self, length: u64) -> Option<u64> {
        let end = self.head + length;
        if self.empty {
            return if end <= self.size { Some(self.head) } else { front(length, self.size) };
        }
        if self.head < self.tail {
            // What was left free at the end stays so until the beginning is reached again.
            return (end < self.tail).then_some(self.head);
        }
        if end <= self.size { Some(self.head) } else { front(length, self.tail) }
    }

    /// A record was written.
    pub(super) const fn put(&mut self, place: u64, length: u64) {
        if self.empty {
            self.tail = place;
        }
        self.head = place + length;
        self.empty = false;
    }

    /// The records that end there and before are not needed any more; says whether that is all.
    pub(super) const fn free(&mut self, end: u64, all: bool) {
        self.tail = end;
        self.empty = all;
    }
}

fn front(length: u64, before: u64) -> Option<u64> {
    (length < before).then_some(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    proptest! {
        /// Whatever is written and freed in whatever order, no record lies on another, or beyond
        /// the end; and an empty ring takes anything that is shorter than itself.
        #[test]
        fn records_keep_apart(steps in prop::collection::vec((1_u64..40, any::<bool>()), 1..200)) {
            let mut ring = Ring::new(100);
            let mut records: VecDeque<(u64, u64)> = VecDeque::new();
            for (length, frees) in steps {
                if frees && let Some((_, end)) = records.pop_front() {
                    ring.free(end, records.is_empty());
                }
                let Some(place) = ring.place(length) else {
                    prop_assert!(!records.is_empty());
                    continue;
                };
                let end = place + length;
                prop_assert!(end <= 100);
                prop_assert!(records.iter().all(|&(from, to)| end <= from || to <= place));
                ring.put(place, length);
                records.push_back((place, end));
            }
        }
    }

    #[test]
    fn a_freed_beginning_is_used_again() {
        let mut ring = Ring::new(100);
        for place in [0, 40] {
            assert_eq!(ring.place(40), Some(place));
            ring.put(place, 40);
        }
        assert_eq!(ring.place(39), None);
        ring.free(40, false);
        assert_eq!(ring.place(39), Some(0));
        ring.put(0, 39);
        assert_eq!(ring.place(1), None);
        ring.free(80, false);
        assert_eq!(ring.place(40), Some(39));
    }
}
