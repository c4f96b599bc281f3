//! Turns at a steady pace.

use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::time::sleep_until;

/// How much of what was missed is made up for: a timer has no finer ticks than a millisecond, and
/// whoever was held up must not come back in a crowd.
const SLACK: Duration = Duration::from_millis(20);

/// Gives turns to whoever asks, so many a second.
#[derive(Debug)]
pub(crate) struct Pace {
    gap: Duration,
    last: Mutex<Instant>,
}

impl Pace {
    /// So many turns a second.
    pub(crate) fn new(a_second: u32) -> Self {
        Self { gap: Duration::from_secs(1) / a_second, last: Mutex::new(Instant::now()) }
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self) {
        let mut last = self.last.lock().await;
        *last = next(*last, Instant::now(), self.gap);
        sleep_until((*last).into()).await;
    }
}

/// When the turn after that one is.
fn next(last: Instant, now: Instant, gap: Duration) -> Instant {
    let late = now.saturating_duration_since(last).saturating_sub(SLACK);
    last + late + gap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_little_is_made_up_for_and_no_more() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let gap = Duration::from_millis(5);
        for (last, now, turn) in [(0, 0, 5), (20, 0, 25), (0, 15, 5), (0, 1000, 985)] {
            assert_eq!(next(at(last), at(now), gap), at(turn), "{last} {now}");
        }
    }
}
