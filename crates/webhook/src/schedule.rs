//! When the next attempt is due.

use crate::Ended;

/// The longest gap that a schedule may have, and the longest `Retry-After` that counts.
const LONGEST_GAP: u32 = 7 * 24 * 3600;
const LONGEST_WAIT: u64 = 3600;
const MOST_GAPS: usize = 50;

/// The gaps between the starts of a delivery's attempts, in seconds.
///
/// The default is what the field is used to: 3 × 100 s, 6 × 600 s, 6 × 3600 s, so 16 attempts over
/// 7 hours and 5 minutes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Schedule(Vec<u32>);

impl Default for Schedule {
    fn default() -> Self {
        Self([100; 3].into_iter().chain([600; 6]).chain([3600; 6]).collect())
    }
}

/// A list of gaps that is no schedule.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UnusableSchedule {
    /// More gaps than anyone needs.
    #[error("must have at most {MOST_GAPS} gaps")]
    TooMany,
    /// A gap of nothing, or of more than a week; holds its place.
    #[error("must be from 1 to {LONGEST_GAP} seconds")]
    Gap(usize),
}

/// How far a delivery is when an attempt has ended.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    /// How many attempts of the schedule it has used, the one that ended included; from 1.
    pub slot: u16,
    /// When that attempt started, in milliseconds since 1970.
    pub started_at: i64,
    /// When it ended.
    pub ended_at: i64,
}

/// What follows from how an attempt ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Next {
    /// Nothing: it is delivered.
    Done,
    /// Another attempt at that time, in milliseconds since 1970.
    Retry(i64),
    /// Nothing: the schedule is used up.
    GiveUp,
    /// The webhook pauses; the delivery stays owed, due at once when it resumes, and the attempt
    /// takes no slot.
    Pause,
}

impl Schedule {
    /// Checks a list of gaps.
    ///
    /// # Errors
    ///
    /// [`UnusableSchedule`] when there are too many of them or one is out of bounds.
    pub fn new(gaps: Vec<u32>) -> Result<Self, UnusableSchedule> {
        if gaps.len() > MOST_GAPS {
            return Err(UnusableSchedule::TooMany);
        }
        match gaps.iter().position(|gap| !(1..=LONGEST_GAP).contains(gap)) {
            Some(place) => Err(UnusableSchedule::Gap(place)),
            None => Ok(Self(gaps)),
        }
    }

    /// The gaps in seconds.
    #[must_use]
    pub fn gaps(&self) -> &[u32] {
        &self.0
    }

    /// What follows from how an attempt ended.
    ///
    /// A gap S runs from the start of the attempt. It is stretched by up to a twentieth, so that
    /// deliveries that failed together do not come back together; `spread` says by how much of
    /// that, from 0 to 1. What the endpoint asked for counts only where it is longer than S, and
    /// takes no slot.
    #[must_use]
    pub fn next(&self, used: Used, ended: Ended, spread: f64) -> Next {
        let wait = match ended {
            Ended::Taken => return Next::Done,
            Ended::Gone => return Next::Pause,
            Ended::Refused { wait } => wait,
        };
        let Some(&gap) = self.0.get(usize::from(used.slot.saturating_sub(1))) else {
            return Next::GiveUp;
        };
        let gap_ms = i64::from(gap) * 1000;
        let mut due = used.started_at.saturating_add(gap_ms + stretch(gap_ms, spread));
        if wait > u64::from(gap) {
            // It spoke when it answered, so its time runs from there.
            due = due.max(used.ended_at.saturating_add(seconds(wait.min(LONGEST_WAIT))));
        }
        Next::Retry(due.max(used.ended_at))
    }
}

/// Up to a twentieth of the gap. Half of what the promise allows (1.1 S + 2 s) is left to the
/// queue before the attempt.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "under a week")]
fn stretch(gap_ms: i64, spread: f64) -> i64 {
    (gap_ms as f64 * 0.05 * spread.clamp(0.0, 1.0)) as i64
}

fn seconds(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn used(slot: u16) -> Used {
        Used { slot, started_at: 1_000_000, ended_at: 1_000_200 }
    }

    const REFUSED: Ended = Ended::Refused { wait: 0 };

    #[test]
    fn the_default_is_sixteen_attempts_over_seven_hours_and_five_minutes() {
        let schedule = Schedule::default();
        assert_eq!(schedule.gaps().len() + 1, 16);
        assert_eq!(schedule.gaps().iter().sum::<u32>(), 7 * 3600 + 5 * 60);
        let retries =
            (1..=20).take_while(|&n| schedule.next(used(n), REFUSED, 0.5) != Next::GiveUp);
        assert_eq!(retries.count(), 15);
    }

    #[test]
    fn the_end_of_it_does_not_depend_on_the_slot() {
        let schedule = Schedule::default();
        for slot in [1, 16] {
            assert_eq!(schedule.next(used(slot), Ended::Taken, 0.0), Next::Done);
            assert_eq!(schedule.next(used(slot), Ended::Gone, 0.0), Next::Pause);
        }
    }

    #[test]
    fn a_gap_runs_from_the_start_of_the_attempt() {
        let next = Schedule::default().next(used(1), REFUSED, 0.0);
        assert_eq!(next, Next::Retry(1_000_000 + 100_000));
        let slow = Used { slot: 1, started_at: 0, ended_at: 15_000 };
        let schedule = Schedule::new(vec![5]).expect("a schedule");
        assert_eq!(schedule.next(slow, REFUSED, 0.0), Next::Retry(15_000), "not in the past");
    }

    #[test]
    fn what_was_asked_for_counts_only_where_it_is_longer() {
        let next = |wait| Schedule::default().next(used(1), Ended::Refused { wait }, 0.0);
        assert_eq!(next(99), Next::Retry(1_100_000));
        assert_eq!(next(100), Next::Retry(1_100_000));
        assert_eq!(next(300), Next::Retry(1_000_200 + 300_000));
        assert_eq!(next(u64::MAX), Next::Retry(1_000_200 + 3_600_000), "an hour at most");
        let last = Schedule::default().next(used(16), Ended::Refused { wait: 300 }, 0.0);
        assert_eq!(last, Next::GiveUp, "no slot is made of it");
    }

    #[test]
    fn bad_gaps_are_named_by_their_place() {
        assert_eq!(Schedule::new(vec![1, 0]), Err(UnusableSchedule::Gap(1)));
        assert_eq!(Schedule::new(vec![LONGEST_GAP + 1]), Err(UnusableSchedule::Gap(0)));
        assert_eq!(Schedule::new(vec![1; 51]), Err(UnusableSchedule::TooMany));
        assert_eq!(Schedule::new(Vec::new()).map(|it| it.gaps().len()), Ok(0));
    }

    proptest! {
        #[test]
        fn a_gap_is_kept_within_the_promise(
            gap in 1..=LONGEST_GAP, took in 0..900_i64, spread: f64, wait in 0..10_000_u64,
        ) {
            let schedule = Schedule::new(vec![gap]).expect("a schedule");
            let used = Used { slot: 1, started_at: 5, ended_at: 5 + took };
            let Next::Retry(due) = schedule.next(used, Ended::Refused { wait }, spread) else {
                panic!("a slot was left");
            };
            let gap = i64::from(gap) * 1000;
            prop_assert!(due - 5 >= gap);
            if wait * 1000 <= u64::try_from(gap).expect("positive") {
                prop_assert!(due - 5 <= gap + gap / 10 + 2000);
            }
        }
    }
}
