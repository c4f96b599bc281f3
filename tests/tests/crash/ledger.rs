//! What arrived of what was fed, and the verdict.

use ::tests::Arrived;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How old an outcome is at most when it is on disk: what was sent longer before a kill than this
/// must not be sent again.
const WRITTEN: Duration = Duration::from_secs(2);

/// How late the test may notice what arrived: a busy machine reads a socket some time after its
/// other end was killed.
const NOTICED: Duration = Duration::from_millis(500);

/// What the endpoint saw, by the number of what was fed.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    by_number: HashMap<u32, Vec<(Instant, String)>>,
    newest: Option<Instant>,
    unsigned: Vec<String>,
}

/// The figures of a run.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// Acknowledged, and never arrived.
    pub(crate) lost: Vec<u32>,
    /// Arrived again after a kill that left its outcome no time to be written.
    pub(crate) repeated: usize,
    /// Arrived again without such a kill.
    pub(crate) twice: Vec<u32>,
    /// Arrived as more than one event.
    pub(crate) split: Vec<u32>,
    /// Why signatures did not hold.
    pub(crate) unsigned: Vec<String>,
}

impl Ledger {
    /// Writes down what arrived.
    pub(crate) fn add(&self, arrived: &Arrived, secret: &str) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = arrived.verify(secret) {
            seen.unsigned.push(error.to_string());
            return;
        }
        let body: Value = serde_json::from_slice(&arrived.body).expect("JSON");
        let number = body["data"]["message_id"].as_str().and_then(|number| number.parse().ok());
        let number = number.expect("a number that was fed");
        let times = seen.by_number.entry(number).or_default();
        times.push((arrived.at, arrived.id().to_owned()));
        seen.newest = Some(arrived.at);
    }

    /// When the newest arrived.
    pub(crate) fn newest(&self) -> Option<Instant> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).newest
    }

    /// Whether all of these arrived.
    pub(crate) fn has(&self, numbers: &BTreeSet<u32>) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        numbers.iter().all(|number| seen.by_number.contains_key(number))
    }

    /// Judges what arrived by what was acknowledged, and by when hubs were killed.
    pub(crate) fn judge(&self, acked: &BTreeSet<u32>, kills: &[Instant]) -> Verdict {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = acked.iter().filter(|number| !seen.by_number.contains_key(number));
        let mut verdict = Verdict {
            lost: lost.copied().collect(),
            unsigned: seen.unsigned.clone(),
            ..Verdict::default()
        };
        for (number, times) in &seen.by_number {
            if times.iter().any(|(_, id)| *id != times[0].1) {
                verdict.split.push(*number);
            }
            for pair in times.windows(2) {
                let killed = |kill: &Instant| is_between(pair[0].0, *kill, pair[1].0);
                if kills.iter().any(killed) {
                    verdict.repeated += 1;
                } else {
                    verdict.twice.push(*number);
                }
            }
        }
        verdict
    }
}

/// Whether a kill explains why what arrived first arrived again.
fn is_between(first: Instant, kill: Instant, again: Instant) -> bool {
    first < kill + NOTICED && kill < first + WRITTEN && kill < again
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(seen: &[(u32, Instant, &str)]) -> Ledger {
        let ledger = Ledger::default();
        for (number, at, id) in seen {
            let mut seen = ledger.seen.lock().expect("a ledger");
            seen.by_number.entry(*number).or_default().push((*at, (*id).to_owned()));
        }
        ledger
    }

    #[test]
    fn every_fault_is_seen() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let ledger = ledger(&[
            (1, at(0), "a"),
            (2, at(5000), "b"),
            (2, at(7000), "b"),
            (3, at(1000), "c"),
            (3, at(7000), "c"),
            (4, at(6000), "d"),
            (4, at(6100), "d"),
            (5, at(5000), "e"),
            (5, at(7000), "f"),
        ]);
        let verdict = ledger.judge(&(1..=6).collect(), &[at(5500)]);
        assert_eq!(verdict.lost, [6]);
        assert_eq!(verdict.repeated, 2, "2 and 5 were on their way at the kill");
        let mut twice = verdict.twice;
        twice.sort_unstable();
        assert_eq!(twice, [3, 4], "3 was written down before the kill, 4 arrived after it");
        assert_eq!(verdict.split, [5]);
    }
}
