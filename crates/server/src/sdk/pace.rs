//! How many browsers that nobody knows may come to a site.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::No;

/// How many in a minute: more than a large site has, and too few to fill a disk with.
const MOST: u32 = 600;
const MINUTE: i64 = 60_000;

/// How many came to each site within the current minute, at this hub.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<HashMap<No, (i64, u32)>>);

impl Pace {
    /// Whether one more may come to a source's site at that time, in milliseconds since 1970; it
    /// counts then.
    pub(super) fn allows(&self, source: No, now: i64) -> bool {
        let minute = now.div_euclid(MINUTE);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, came) = all.entry(source).or_default();
        if *of != minute {
            (*of, *came) = (minute, 0);
        }
        *came = came.saturating_add(1);
        *came <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_site_has_its_own_minute() {
        let (pace, start) = (Pace::default(), 1_790_000_040_000);
        for _ in 0..MOST {
            assert!(pace.allows(1, start));
        }
        assert!(!pace.allows(1, start + MINUTE - 1));
        assert!(pace.allows(2, start));
        assert!(pace.allows(1, start + MINUTE));
    }
}
