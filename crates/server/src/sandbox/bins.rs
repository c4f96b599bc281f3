//! What arrived.

use super::Verdict;
use serde::Serialize;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// How many bins there are, and how many requests one keeps: beyond, the oldest go.
const MOST_BINS: usize = 256;
const MOST_REQUESTS: usize = 256;

/// The bins. Empty after a restart.
#[derive(Debug, Default)]
pub struct Sandbox {
    bins: Mutex<HashMap<String, Bin>>,
    /// Told of every arrival.
    pub(crate) arrivals: Notify,
}

#[derive(Debug, Default)]
struct Bin {
    requests: VecDeque<Arrived>,
    used_at: i64,
    count: u64,
}

/// A request as it arrived.
#[derive(Clone, Debug, Serialize)]
pub struct Arrived {
    /// How many came before it, plus one.
    pub number: u64,
    /// RFC 3339 UTC.
    pub received_at: String,
    /// How it was sent.
    pub method: String,
    /// Its headers, as pairs.
    pub headers: Vec<(String, String)>,
    /// Its body as text.
    pub body: String,
    /// What was found of its signature.
    pub signature: Verdict,
}

impl Sandbox {
    /// Puts a request into a bin.
    pub(super) fn put(&self, bin: &str, mut arrived: Arrived, now: i64) {
        let mut bins = self.bins.lock().unwrap_or_else(PoisonError::into_inner);
        if bins.len() >= MOST_BINS && !bins.contains_key(bin) {
            let oldest = bins.iter().min_by_key(|(_, bin)| bin.used_at);
            let oldest = oldest.map(|(name, _)| name.clone());
            oldest.map(|oldest| bins.remove(&oldest));
        }
        let bin = bins.entry(bin.to_owned()).or_default();
        bin.used_at = now;
        bin.count += 1;
        arrived.number = bin.count;
        if bin.requests.len() >= MOST_REQUESTS {
            bin.requests.pop_front();
        }
        bin.requests.push_back(arrived);
        drop(bins);
        self.arrivals.notify_waiters();
    }

    /// What is in a bin from that number on, oldest first.
    #[must_use]
    pub fn since(&self, bin: &str, number: u64) -> Vec<Arrived> {
        let bins = self.bins.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = bins.get(bin).into_iter().flat_map(|bin| &bin.requests);
        requests.filter(|it| it.number >= number).cloned().collect()
    }

    /// Empties a bin.
    pub(super) fn clear(&self, bin: &str) {
        self.bins.lock().unwrap_or_else(PoisonError::into_inner).remove(bin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrived() -> Arrived {
        Arrived {
            number: 0,
            received_at: String::new(),
            method: "POST".to_owned(),
            headers: Vec::new(),
            body: String::new(),
            signature: Verdict::unsigned(),
        }
    }

    #[test]
    fn the_oldest_go() {
        let sandbox = Sandbox::default();
        for now in 0..MOST_REQUESTS + 10 {
            sandbox.put("a", arrived(), i64::try_from(now).expect("small"));
        }
        let all = sandbox.since("a", 0);
        assert_eq!((all.len(), all[0].number), (MOST_REQUESTS, 11));
        assert_eq!(sandbox.since("a", 266).len(), 1);
        for bin in 0..MOST_BINS {
            sandbox.put(&format!("b{bin}"), arrived(), 1_000_000);
        }
        assert!(sandbox.since("a", 0).is_empty(), "the bin that was used longest ago");
        assert_eq!(sandbox.since("b0", 0).len(), 1);
    }
}
