//! How long a run may send without having said that it lives.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long after a beat was begun its run may send. Others wait longer before they take its work
/// away.
const TERM: Duration = Duration::from_millis(2500);

const FOR_EVER: u64 = u64::MAX;

/// Lapses by itself. By the monotonic clock, which goes on while the process is stopped.
#[derive(Debug)]
pub(crate) struct Lease {
    zero: Instant,
    /// In milliseconds from zero.
    until: AtomicU64,
}

impl Lease {
    /// One that never lapses: nobody else can have the store.
    pub(crate) fn for_ever() -> Self {
        Self { zero: Instant::now(), until: AtomicU64::new(FOR_EVER) }
    }

    /// One that a beat begun at that moment gives.
    pub(crate) fn begun(at: Instant) -> Self {
        let lease = Self { zero: at, until: AtomicU64::new(0) };
        lease.renew(at);
        lease
    }

    /// A beat that was begun at that moment is on disk.
    pub(crate) fn renew(&self, begun: Instant) {
        if self.until.load(Ordering::Relaxed) != FOR_EVER {
            let until = begun.duration_since(self.zero) + TERM;
            self.until.store(ms(until), Ordering::Release);
        }
    }

    /// Ends it at once.
    pub(crate) fn end(&self) {
        if self.until.load(Ordering::Relaxed) != FOR_EVER {
            self.until.store(0, Ordering::Release);
        }
    }

    /// Whether it holds now.
    pub(crate) fn holds(&self) -> bool {
        let until = self.until.load(Ordering::Acquire);
        until == FOR_EVER || self.holds_at(until, Instant::now())
    }

    fn holds_at(&self, until: u64, now: Instant) -> bool {
        ms(now.duration_since(self.zero)) < until
    }
}

fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(FOR_EVER - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lapses_by_itself_counted_from_when_the_beat_was_begun() {
        let zero = Instant::now();
        let lease = Lease::begun(zero);
        let at = |ms| zero + Duration::from_millis(ms);
        let holds = |ms| lease.holds_at(lease.until.load(Ordering::Acquire), at(ms));
        assert!(holds(2499));
        assert!(!holds(2500));
        lease.renew(at(2500));
        assert!(holds(4999));
        assert!(!holds(5000));
        lease.renew(at(8000));
        lease.end();
        assert!(!holds(8000));
    }

    #[test]
    fn one_for_ever_does_not_end() {
        let lease = Lease::for_ever();
        lease.end();
        assert!(lease.holds());
        lease.renew(Instant::now());
        assert!(lease.holds());
    }
}
