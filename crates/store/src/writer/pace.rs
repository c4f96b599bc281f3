//! How commits go: how many callbacks share one, and how long it takes.

use std::time::Duration;

/// The least and the longest that a commit waits for company.
const LEAST: Duration = Duration::from_micros(400);
const LONGEST: Duration = Duration::from_millis(1);

/// The last two commits.
#[derive(Debug, Default)]
pub(super) struct Pace {
    callbacks: [usize; 2],
    took: Duration,
}

impl Pace {
    pub(super) fn note(&mut self, callbacks: usize, took: Duration) {
        if callbacks > 0 {
            self.callbacks = [callbacks, self.callbacks[0]];
            self.took = took;
        }
    }

    /// How many callbacks to wait for: half of those that are about, as far as the last two
    /// commits tell. While one half is written the other is on its way.
    pub(super) fn expected(&self) -> usize {
        self.callbacks.iter().sum::<usize>() / 2
    }

    /// How long the next commit may wait for them.
    pub(super) fn patience(&self) -> Duration {
        (self.took / 2).clamp(LEAST, LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_from_the_last_two_commits_that_held_callbacks() {
        let mut pace = Pace::default();
        assert_eq!((pace.expected(), pace.patience()), (0, LEAST));
        pace.note(30, Duration::from_micros(900));
        pace.note(20, Duration::from_micros(600));
        pace.note(0, Duration::from_secs(9));
        assert_eq!((pace.expected(), pace.patience()), (25, LEAST));
        pace.note(1, Duration::from_micros(1500));
        assert_eq!((pace.expected(), pace.patience()), (10, Duration::from_micros(750)));
        pace.note(1, Duration::from_secs(1));
        assert_eq!((pace.expected(), pace.patience()), (1, LONGEST));
    }
}
