//! How often an endpoint is called outside of its deliveries.

use event::WebhookId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How many requests, in how many milliseconds.
const MOST: usize = 10;
const WITHIN: i64 = 60_000;

/// What each webhook was called for lately, at this hub.
#[derive(Debug, Default)]
pub struct Pace(Mutex<HashMap<WebhookId, VecDeque<i64>>>);

impl Pace {
    /// Whether a webhook may be called once more at that time, in milliseconds since 1970; it counts
    /// as called then.
    pub(crate) fn allows(&self, webhook: WebhookId, now: i64) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = |at: &i64| now - at < WITHIN;
        all.retain(|_, calls| calls.back().is_some_and(recent));
        let calls = all.entry(webhook).or_default();
        while calls.front().is_some_and(|at| !recent(at)) {
            calls.pop_front();
        }
        if calls.len() >= MOST {
            return false;
        }
        calls.push_back(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_a_minute() {
        let pace = Pace::default();
        let (one, other) = (WebhookId::at(0), WebhookId::at(1));
        for second in 0..10 {
            assert!(pace.allows(one, second * 1000));
        }
        assert!(!pace.allows(one, 59_999));
        assert!(pace.allows(other, 59_999));
        assert!(pace.allows(one, 60_000));
        assert!(!pace.allows(one, 60_999));
        assert!(pace.allows(one, 61_000));
    }
}
