//! What arrived of what was fed, and the verdict.

use crate::{Arrived, Upset};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What endpoints saw, by the number of what was fed.
///
/// Where there are several they are told apart by the last part of their paths, which is a number
/// from 0; each is owed what was fed in its turn.
#[derive(Debug)]
pub struct Ledger {
    hooks: usize,
    takes: Duration,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    by_number: HashMap<u32, Vec<Sight>>,
    by_hook: HashMap<usize, Vec<Instant>>,
    newest: Option<Instant>,
    unsigned: Vec<String>,
}

#[derive(Debug)]
struct Sight {
    at: Instant,
    hook: usize,
    id: String,
}

/// The figures of a run.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Acknowledged, and never arrived.
    pub lost: Vec<u32>,
    /// How often something arrived again because a hub was not there to write down its outcome.
    pub repeated: usize,
    /// Arrived again without such a cause.
    pub twice: Vec<Twice>,
    /// Arrived as more than one event.
    pub split: Vec<u32>,
    /// Arrived where it was not owed.
    pub strayed: Vec<u32>,
    /// Why signatures did not hold.
    pub unsigned: Vec<String>,
}

/// Something that arrived again without a cause.
#[derive(Clone, Copy, Debug)]
pub struct Twice {
    /// What.
    pub number: u32,
    /// How long after it arrived before.
    pub after: Duration,
    /// How long before that the newest upset had begun.
    pub upset: Option<Duration>,
}

impl Ledger {
    /// An empty one for so many endpoints, of which the slowest takes so long to answer.
    #[must_use]
    pub fn new(hooks: usize, takes: Duration) -> Self {
        Self { hooks, takes, seen: Mutex::default() }
    }

    /// Writes down what arrived.
    ///
    /// # Panics
    ///
    /// When it is nothing that was fed.
    pub fn add(&self, arrived: &Arrived, secret: &str) {
        let verified = arrived.verify(secret);
        let body: Value = serde_json::from_slice(&arrived.body).expect("JSON");
        let number = body["data"]["message_id"].as_str().and_then(|number| number.parse().ok());
        let number = number.expect("a number that was fed");
        let hook = arrived.path.rsplit('/').next().and_then(|hook| hook.parse().ok());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = verified {
            seen.unsigned.push(error.to_string());
            return;
        }
        let (at, hook) = (arrived.at, hook.unwrap_or(0));
        let sight = Sight { at, hook, id: arrived.id().to_owned() };
        seen.by_number.entry(number).or_default().push(sight);
        seen.by_hook.entry(hook).or_default().push(at);
        seen.newest = seen.newest.max(Some(at));
    }

    /// When the newest arrived.
    #[must_use]
    pub fn newest(&self) -> Option<Instant> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).newest
    }

    /// Whether all of these arrived.
    #[must_use]
    pub fn has(&self, numbers: &BTreeSet<u32>) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        numbers.iter().all(|number| seen.by_number.contains_key(number))
    }

    /// The longest time between these two in which nothing arrived at one of the endpoints.
    #[must_use]
    pub fn silence(&self, begin: Instant, end: Instant) -> Duration {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let nothing = Vec::new();
        let longest = |hook| {
            let arrived = seen.by_hook.get(&hook).unwrap_or(&nothing).iter();
            let mut times: Vec<_> = arrived.copied().chain([begin, end]).collect();
            times.retain(|at| (begin..=end).contains(at));
            times.sort_unstable();
            times.windows(2).map(|pair| pair[1] - pair[0]).max()
        };
        (0..self.hooks).filter_map(longest).max().unwrap_or_default()
    }

    /// Judges what arrived by what was acknowledged, and by when hubs were not there.
    #[must_use]
    pub fn judge(&self, acked: &BTreeSet<u32>, upsets: &[Upset]) -> Verdict {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = acked.iter().filter(|number| !seen.by_number.contains_key(number));
        let mut verdict = Verdict {
            lost: lost.copied().collect(),
            unsigned: seen.unsigned.clone(),
            ..Verdict::default()
        };
        for (number, sights) in &mut seen.by_number {
            sights.sort_unstable_by_key(|sight| sight.at);
            if sights.iter().any(|sight| sight.id != sights[0].id) {
                verdict.split.push(*number);
            }
            if sights.iter().any(|sight| sight.hook != *number as usize % self.hooks) {
                verdict.strayed.push(*number);
            }
            for pair in sights.windows(2) {
                let (first, again) = (pair[0].at, pair[1].at);
                if upsets.iter().any(|upset| upset.explains(first, again, self.takes)) {
                    verdict.repeated += 1;
                    continue;
                }
                let since = upsets.iter().filter_map(|upset| upset.since(again)).min();
                verdict.twice.push(Twice { number: *number, after: again - first, upset: since });
            }
        }
        verdict
    }
}

impl Verdict {
    /// Fails where there is a fault.
    ///
    /// # Panics
    ///
    /// When something was lost, split, strayed, not signed, or sent again without a cause.
    #[track_caller]
    pub fn holds(&self) {
        assert_eq!(self.lost, [0; 0], "acknowledged and lost");
        assert_eq!(self.split, [0; 0], "one report of a provider is one event");
        assert_eq!(self.strayed, [0; 0], "it is for one endpoint, and came to another");
        assert_eq!(self.unsigned, [""; 0], "every attempt is signed");
        let some = self.twice.iter().take(10).collect::<Vec<_>>();
        assert!(some.is_empty(), "sent again although it was written down: {some:?}");
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lost, twice) = (self.lost.len(), self.twice.len());
        write!(f, "{lost} lost, {} sent again for a cause, {twice} without one", self.repeated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(start: Instant, hooks: usize, seen: &[(u32, u64, &str, usize)]) -> Ledger {
        let ledger = Ledger::new(hooks, Duration::ZERO);
        for (number, ms, id, hook) in seen {
            let (at, hook) = (start + Duration::from_millis(*ms), *hook);
            let mut seen = ledger.seen.lock().expect("a ledger");
            let sight = Sight { at, hook, id: (*id).to_owned() };
            seen.by_number.entry(*number).or_default().push(sight);
            seen.by_hook.entry(hook).or_default().push(at);
        }
        ledger
    }

    #[test]
    fn every_fault_is_seen() {
        let start = Instant::now();
        let ledger = ledger(
            start,
            1,
            &[
                (1, 0, "a", 0),
                (2, 5000, "b", 0),
                (2, 7000, "b", 0),
                (3, 7000, "c", 0),
                (3, 1000, "c", 0),
                (4, 6000, "d", 0),
                (4, 6100, "d", 0),
                (5, 5000, "e", 0),
                (5, 7000, "f", 0),
                (7, 7000, "g", 1),
            ],
        );
        let kill = Upset::kill(start + Duration::from_millis(5500));
        let verdict = ledger.judge(&(1..=6).collect(), &[kill]);
        assert_eq!(verdict.lost, [6]);
        assert_eq!(verdict.repeated, 2, "2 and 5 were on their way at the kill");
        let mut twice: Vec<u32> = verdict.twice.iter().map(|it| it.number).collect();
        twice.sort_unstable();
        assert_eq!(twice, [3, 4], "3 was written down before the kill, 4 arrived after it");
        assert_eq!(verdict.split, [5]);
        assert_eq!(verdict.strayed, [7]);
    }

    #[test]
    fn the_longest_silence_is_that_of_one_endpoint() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let seen = [(0, 500, "a", 0), (1, 100, "b", 1), (3, 900, "c", 1), (5, 9000, "d", 1)];
        let ledger = ledger(start, 2, &seen);
        assert_eq!(ledger.silence(at(0), at(1000)), Duration::from_millis(800), "between 1 and 3");
        assert_eq!(ledger.silence(at(0), at(1500)), Duration::from_secs(1), "after 0");
        let more = Ledger::new(3, Duration::ZERO);
        assert_eq!(more.silence(at(0), at(1500)), Duration::from_millis(1500), "not one word");
    }
}
