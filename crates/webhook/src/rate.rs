//! How many requests an endpoint gets in a stretch of time.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// At most so many requests in any so many seconds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RateLimit {
    /// How many requests: at least one.
    pub requests: u16,
    /// In how many seconds: at least one.
    pub seconds: u16,
}

/// The shortest and the longest time that requests may take longer on their way than those before
/// them, in milliseconds: by that much a stretch is longer here, so that it holds over there.
const SHORTEST_WAY: i64 = 50;
const LONGEST_WAY: i64 = 1000;

impl RateLimit {
    /// How long a stretch is, in milliseconds.
    fn stretch(self) -> i64 {
        let stretch = i64::from(self.seconds) * 1000;
        stretch + (stretch / 20).clamp(SHORTEST_WAY, LONGEST_WAY)
    }
}

/// When the last requests began.
#[derive(Clone, Debug, Default)]
pub struct Begun(VecDeque<i64>);

impl Begun {
    /// From when on the next request may begin, in milliseconds since 1970; none where it may now.
    #[must_use]
    pub fn hold(&self, limit: RateLimit, now: i64) -> Option<i64> {
        let place = self.0.len().checked_sub(usize::from(limit.requests.max(1)))?;
        let first = self.0.get(place)?;
        // A clock that was set back does not stop a lane for as long.
        let until = (*first).min(now) + limit.stretch();
        (until > now).then_some(until)
    }

    /// A request begins.
    pub fn note(&mut self, limit: RateLimit, now: i64) {
        self.0.push_back(now);
        while self.0.len() > usize::from(limit.requests.max(1)) {
            self.0.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: RateLimit = RateLimit { requests: 3, seconds: 1 };

    #[test]
    fn so_many_go_at_once_and_the_next_waits_for_the_first_to_be_past() {
        let mut begun = Begun::default();
        for now in [1000, 1001, 1002] {
            assert_eq!(begun.hold(LIMIT, now), None);
            begun.note(LIMIT, now);
        }
        assert_eq!(begun.hold(LIMIT, 1003), Some(2050));
        assert_eq!(begun.hold(LIMIT, 2049), Some(2050));
        assert_eq!(begun.hold(LIMIT, 2050), None);
        begun.note(LIMIT, 2050);
        assert_eq!(begun.hold(LIMIT, 2050), Some(2051), "the second is not past yet");
    }

    #[test]
    fn a_lower_limit_counts_at_once_and_a_clock_set_back_stops_nobody_for_long() {
        let mut begun = Begun::default();
        for now in 0..3 {
            begun.note(LIMIT, 90_000 + now);
        }
        let lower = RateLimit { requests: 1, seconds: 1 };
        assert_eq!(begun.hold(lower, 90_003), Some(91_052));
        assert_eq!(begun.hold(LIMIT, 5000), Some(6050));
    }

    proptest! {
        #[test]
        fn no_stretch_holds_more(
            requests in 1..20_u16,
            seconds in 1..5_u16,
            steps in prop::collection::vec(0..900_i64, 1..200),
        ) {
            let limit = RateLimit { requests, seconds };
            let (mut begun, mut now, mut all) = (Begun::default(), 0, Vec::new());
            for step in steps {
                now += step;
                now = begun.hold(limit, now).unwrap_or(now);
                prop_assert_eq!(begun.hold(limit, now), None);
                begun.note(limit, now);
                all.push(now);
            }
            for pair in all.windows(usize::from(requests) + 1) {
                prop_assert!(pair[usize::from(requests)] - pair[0] > i64::from(seconds) * 1000);
            }
        }
    }
}
