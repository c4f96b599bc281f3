//! What a lane holds back for a moment, so that it goes out together.

use std::collections::VecDeque;
use store::Owed;
use webhook::Batch;

/// How long the bodies of a batch may be together, in bytes; one that is longer goes out alone.
const LARGEST: usize = 1 << 20;

/// How far the next batch of a lane is.
#[derive(Debug)]
pub(crate) struct Gathering {
    /// How many deliveries make a request at most.
    most: usize,
    /// When the first worker began to wait, in milliseconds since 1970.
    since: Option<i64>,
    /// How many workers wait.
    asleep: usize,
    /// Whether something is there that has waited already: what is tried again is due.
    hurry: bool,
}

/// What there is for a worker.
#[derive(Debug)]
pub(crate) enum Gathered {
    /// Deliveries that go out together: at least one.
    All(Vec<Owed>),
    /// Nothing yet: it waits until then, in milliseconds since 1970, or until the batch is whole.
    Until(i64),
}

impl Default for Gathering {
    fn default() -> Self {
        Self { most: 1, since: None, asleep: 0, hurry: false }
    }
}

impl Gathering {
    /// The webhook takes that from now on.
    pub(crate) fn take(&mut self, batch: Option<Batch>) {
        self.most = batch.map_or(1, |batch| usize::from(batch.events.max(1)));
    }

    /// A delivery lines up.
    pub(crate) fn comes(&mut self, owed: &Owed) {
        self.hurry |= owed.attempts > 0;
    }

    /// How many requests so many deliveries are.
    pub(crate) fn requests(&self, waiting: usize) -> usize {
        waiting.div_ceil(self.most)
    }

    /// Whether somebody waits who need not wait longer.
    pub(crate) const fn wakes(&self, waiting: usize) -> bool {
        self.asleep > 0 && self.is_whole(waiting)
    }

    /// Somebody who waited waits no longer.
    pub(crate) const fn woke(&mut self) {
        self.asleep = self.asleep.saturating_sub(1);
    }

    const fn is_whole(&self, waiting: usize) -> bool {
        self.hurry || waiting >= self.most
    }

    /// Until when a worker waits for more; not at all, where the batch is whole or has waited.
    pub(crate) fn waits(&mut self, batch: Batch, waiting: usize, now: i64) -> Option<i64> {
        self.take(Some(batch));
        let until = *self.since.get_or_insert(now) + i64::from(batch.wait_ms);
        let waits = !self.is_whole(waiting) && now < until;
        self.asleep += usize::from(waits);
        waits.then_some(until)
    }

    /// A batch is on its way; that is what is left.
    pub(crate) fn sent(&mut self, left: &VecDeque<Owed>) {
        self.since = None;
        self.hurry = left.iter().any(|it| it.attempts > 0);
    }
}

/// How many of those in front go out together. What failed together stays together: what is new
/// goes with what is new.
pub(crate) fn count(batch: Batch, queue: &VecDeque<Owed>) -> usize {
    let attempts = queue.front().map(|it| it.attempts);
    let mut bytes = 0;
    let fits = queue.iter().take(usize::from(batch.events)).take_while(|owed| {
        bytes += owed.body.len();
        Some(owed.attempts) == attempts && bytes <= LARGEST
    });
    fits.count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::EventId;

    const BATCH: Batch = Batch { events: 3, wait_ms: 100 };

    fn owed(attempts: u16, bytes: usize) -> Owed {
        Owed {
            project: 1,
            event: EventId::first_at(1),
            webhook: 1,
            body: vec![b'x'; bytes].into(),
            attempts,
            slot: attempts,
            run: 1,
        }
    }

    fn counted(all: &[(u16, usize)]) -> usize {
        count(BATCH, &all.iter().map(|(attempts, bytes)| owed(*attempts, *bytes)).collect())
    }

    #[test]
    fn a_batch_is_so_many_alike_and_not_too_long() {
        assert_eq!(counted(&[(0, 1), (0, 1)]), 2);
        assert_eq!(counted(&[(0, 1); 5]), 3);
        assert_eq!(counted(&[(1, 1), (1, 1), (0, 1)]), 2);
        assert_eq!(counted(&[(0, 1), (1, 1), (0, 1)]), 1);
        assert_eq!(counted(&[(0, LARGEST - 1), (0, 1), (0, 1)]), 2);
        assert_eq!(counted(&[(0, LARGEST + 1), (0, 1)]), 1);
    }

    #[test]
    fn it_waits_until_it_is_whole_or_has_waited() {
        let mut lane = Gathering::default();
        assert_eq!((lane.requests(4), lane.wakes(4)), (4, false));
        assert_eq!(lane.waits(BATCH, 1, 1000), Some(1100));
        assert_eq!((lane.requests(3), lane.requests(4)), (1, 2));
        assert_eq!([lane.wakes(2), lane.wakes(3)], [false, true]);
        lane.woke();
        assert!(!lane.wakes(3), "nobody waits");
        assert_eq!(lane.waits(BATCH, 3, 1001), None, "it is whole");
        lane.sent(&VecDeque::new());
        assert_eq!(lane.waits(BATCH, 2, 2000), Some(2100));
        assert_eq!(lane.waits(BATCH, 2, 2099), Some(2100), "from when the first waited");
        assert_eq!(lane.waits(BATCH, 2, 2100), None, "it has waited");
    }

    #[test]
    fn what_is_tried_again_keeps_nobody_waiting() {
        let mut lane = Gathering::default();
        assert!(lane.waits(BATCH, 1, 0).is_some());
        lane.comes(&owed(1, 1));
        assert!(lane.wakes(2));
        assert_eq!(lane.waits(BATCH, 2, 1), None);
        lane.sent(&VecDeque::from([owed(1, 1)]));
        assert_eq!(lane.waits(BATCH, 1, 2), None, "it is still there");
        lane.sent(&VecDeque::new());
        assert!(lane.waits(BATCH, 1, 3).is_some());
    }
}
