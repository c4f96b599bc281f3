//! How commits go: how many callbacks share one, and how long it takes.

use std::time::Duration;

/// The longest that a commit waits for company.
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

    /// How many callbacks are about, as far as the last two commits tell: while one was written
    /// the other gathered.
    pub(super) fn expected(&self) -> usize {
        self.callbacks.iter().sum()
    }

    /// How long the next commit may wait for them.
    pub(super) fn patience(&self) -> Duration {
        (self.took / 2).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_from_the_last_two_commits_that_held_callbacks() {
        let mut pace = Pace::default();
        assert_eq!((pace.expected(), pace.patience()), (0, Duration::ZERO));
        pace.note(30, Duration::from_micros(900));
        pace.note(20, Duration::from_micros(600));
        pace.note(0, Duration::from_secs(9));
        assert_eq!((pace.expected(), pace.patience()), (50, Duration::from_micros(300)));
        pace.note(1, Duration::from_secs(1));
        assert_eq!((pace.expected(), pace.patience()), (21, LONGEST));
    }
}
