//! Hubs that stop being there, and what that explains.

use std::time::{Duration, Instant};

/// How old an outcome is at most when it is on disk: what was answered longer before an upset than
/// this must not be sent again.
const WRITTEN: Duration = Duration::from_secs(2);

/// How late the test may notice what arrived: a busy machine reads a socket some time after its
/// other end was killed.
const NOTICED: Duration = Duration::from_millis(500);

/// A time in which a hub sent, and could not write down how that ended.
#[derive(Clone, Copy, Debug)]
pub struct Upset {
    from: Instant,
    to: Instant,
    woke: Option<Instant>,
}

impl Upset {
    /// A hub that was killed.
    #[must_use]
    pub const fn kill(at: Instant) -> Self {
        Self::spell(at, at)
    }

    /// A hub that may have gone on for a while without its store.
    #[must_use]
    pub const fn spell(from: Instant, to: Instant) -> Self {
        Self { from, to, woke: None }
    }

    /// A hub that stood still and went on: what it was about to send then, it sends.
    #[must_use]
    pub const fn halt(at: Instant, woke: Instant) -> Self {
        Self { from: at, to: at, woke: Some(woke) }
    }

    /// Whether it explains why what arrived first arrived again, at an endpoint that takes so long
    /// to answer.
    #[must_use]
    pub fn explains(&self, first: Instant, again: Instant, takes: Duration) -> bool {
        let begun = first < self.to + NOTICED && self.from < first + takes + WRITTEN;
        let woke = self.woke.is_some_and(|woke| woke < again && again < woke + NOTICED);
        self.from < again && (begun || woke)
    }

    /// How long before that it had begun.
    #[must_use]
    pub fn since(&self, then: Instant) -> Option<Duration> {
        then.checked_duration_since(self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_on_its_way_is_explained() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let kill = Upset::kill(at(5000));
        let spell = Upset::spell(at(5000), at(7500));
        let halt = Upset::halt(at(5000), at(20_000));
        for (upset, first, again, takes, explained) in [
            (kill, 4000, 6000, 0, true),
            (kill, 4000, 4900, 0, false),
            (kill, 2000, 6000, 0, false),
            (kill, 2000, 6000, 2000, true),
            (kill, 5600, 9000, 0, false),
            (spell, 7600, 9000, 0, true),
            (spell, 8100, 9000, 0, false),
            (halt, 4000, 11_000, 0, true),
            (halt, 11_000, 20_100, 0, true),
            (halt, 11_000, 21_000, 0, false),
        ] {
            let takes = Duration::from_millis(takes);
            let found = upset.explains(at(first), at(again), takes);
            assert_eq!(found, explained, "{first} {again} {takes:?}");
        }
    }
}
