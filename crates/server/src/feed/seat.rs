//! How many follow, and why they stopped.

use super::Feeds;
use metrics::{counter, describe_counter, describe_gauge, gauge};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Why a stream ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    /// The client went away.
    Left,
    /// It took nothing for too long.
    TooSlow,
    /// What was to come next was erased before.
    Gap,
    /// Its key was deleted, or the project was.
    NoAccess,
    /// The store does not answer.
    Unavailable,
    /// The hub stops.
    Stopping,
}

impl Ending {
    /// Its word, which never changes.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::TooSlow => "too_slow",
            Self::Gap => "gap",
            Self::NoAccess => "no_access",
            Self::Unavailable => "unavailable",
            Self::Stopping => "stopping",
        }
    }

    /// Counts a stream that ended so.
    pub(super) fn count(self) {
        counter!("tidings_streams_closed_total", "reason" => self.word()).increment(1);
    }
}

/// A place among those that may follow at a time, until it is dropped.
#[derive(Debug)]
pub(crate) struct Seat(Arc<AtomicU32>);

impl Feeds {
    /// A place; none where all are taken.
    pub(crate) fn seat(&self) -> Option<Seat> {
        let one_more = |open: u32| (open < self.most).then_some(open + 1);
        self.open.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).ok()?;
        gauge!("tidings_streams_open").increment(1.0);
        Some(Seat(self.open.clone()))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
        gauge!("tidings_streams_open").decrement(1.0);
    }
}

pub(super) fn describe() {
    describe_gauge!("tidings_streams_open", "Streams of events, and requests that wait for some.");
    describe_counter!("tidings_streams_closed_total", "Streams that ended, by why they did.");
    // From nought on, so that the first one shows as a rise.
    gauge!("tidings_streams_open").increment(0.0);
    counter!("tidings_streams_closed_total", "reason" => Ending::TooSlow.word()).absolute(0);
}
