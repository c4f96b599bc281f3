//! Who looks dead: judged by how long this hub has seen a beat stand still.

use crate::No;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How long a beat stands still until its run has ended: where the lock of its process is free, and
/// where it is not. Both are longer than a lease.
const GONE: Duration = Duration::from_secs(3);
const SILENT: Duration = Duration::from_secs(5);

/// A longer time between two looks tells of this hub, not of the others.
const BLIND: Duration = Duration::from_millis(1500);

/// What was seen of others, and since when. Compares nobody's clock with another's.
#[derive(Debug, Default)]
pub(super) struct Seen {
    beats: HashMap<No, (i64, Instant)>,
    looked: Option<Instant>,
}

/// How sure it is that a run has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    Lives,
    /// It has, if the lock of its process is free.
    PerhapsGone,
    Silent,
}

impl Seen {
    /// A look was not answered: nobody's silence counts from before it.
    pub(super) fn forget(&mut self) {
        self.beats.clear();
    }

    /// Begins a look.
    pub(super) fn look(&mut self, now: Instant) {
        if self.looked.is_some_and(|looked| now - looked > BLIND) {
            self.forget();
        }
        self.looked = Some(now);
    }

    /// Judges a run by its beat.
    pub(super) fn judge(&mut self, run: No, beat_at: i64, now: Instant) -> Verdict {
        let (known, since) = self.beats.entry(run).or_insert((beat_at, now));
        if *known != beat_at {
            (*known, *since) = (beat_at, now);
        }
        match now - *since {
            still if still >= SILENT => Verdict::Silent,
            still if still >= GONE => Verdict::PerhapsGone,
            _ => Verdict::Lives,
        }
    }

    /// Only these runs are there any more.
    pub(super) fn keep(&mut self, runs: &[No]) {
        self.beats.retain(|run, _| runs.contains(run));
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Lives, PerhapsGone, Silent};
    use super::*;

    /// What is said of a run whose beats are these, a look each half second.
    fn verdicts(beats: &[i64]) -> Vec<Verdict> {
        let (mut seen, start) = (Seen::default(), Instant::now());
        let looks = beats.iter().zip(0..).map(|(beat, half)| {
            let now = start + Duration::from_millis(500) * half;
            seen.look(now);
            seen.judge(1, *beat, now)
        });
        looks.collect()
    }

    #[test]
    fn a_run_that_beats_lives_whatever_its_clock_says() {
        let all = verdicts(&[9, 9, 9, 9, 5, 5, 5, 5, 70, 70, 70, 70]);
        assert!(all.iter().all(|it| *it == Lives), "{all:?}");
    }

    #[test]
    fn silence_is_first_a_doubt_then_an_end() {
        let all = verdicts(&[1; 12]);
        assert_eq!(all[..6], [Lives; 6]);
        assert_eq!(all[6..10], [PerhapsGone; 4]);
        assert_eq!(all[10..], [Silent; 2]);
    }

    #[test]
    fn what_was_not_looked_at_was_not_silent() {
        let (mut seen, start) = (Seen::default(), Instant::now());
        let mut look = |seconds| {
            let now = start + Duration::from_secs(seconds);
            seen.look(now);
            seen.judge(1, 7, now)
        };
        assert_eq!(look(0), Lives);
        assert_eq!(look(60), Lives, "this hub was away");
        assert_eq!(look(61), Lives);
        assert_eq!(look(62), Lives);
        assert_eq!(look(63), PerhapsGone);
        seen.forget();
        assert_eq!(seen.judge(1, 7, start + Duration::from_secs(64)), Lives, "the store was away");
    }
}
