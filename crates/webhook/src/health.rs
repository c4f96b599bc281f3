//! How an endpoint fares: what failed in a row, and the breaker that follows from it.

use serde::{Deserialize, Serialize};

/// The breaker opens after so many failures in a row, nothing but failures for so long (in
/// milliseconds), and while more deliveries than that wait.
const FAILURES: u32 = 32;
const FAILING: i64 = 10_000;
const CROWD: usize = 16;

/// How long after a failure the next probe begins: at first, and at most, in milliseconds.
const FIRST_GAP: i64 = 5000;
const LONGEST_GAP: i64 = 300_000;

/// When the operator is told that an endpoint fails: after so many failures in a row over so many
/// milliseconds, where the breaker did not open before.
const TOLD_FAILURES: u32 = 5;
const TOLD_AFTER: i64 = 300_000;

/// How long after the operator was told of deliveries that were given up the next such word goes
/// out, in milliseconds: what is given up meanwhile is told in one.
const EXHAUSTED_EVERY: i64 = 600_000;

/// A webhook is not disabled for fewer failures than that, however long it took to gather them.
const FEW: u32 = 20;

/// How an endpoint fares. Kept as JSON; what is left out is as of one that is well.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Health {
    /// How many requests failed since one was taken.
    pub failures: u32,
    /// When the first of them did, in milliseconds since 1970.
    pub failing_since: Option<i64>,
    /// When the last of them did.
    pub failed_at: Option<i64>,
    /// Why it did.
    pub error: Option<String>,
    /// Since when the breaker is open.
    pub open_since: Option<i64>,
    /// How many probes were in vain since then.
    pub probes: u32,
    /// When the next probe may begin.
    pub probe_at: Option<i64>,
    /// Whether one is on its way.
    pub probing: bool,
    /// Whether the operator was told that it fails.
    pub told: bool,
    /// Whether it has taken a request since, and the operator was not told of that.
    pub recovered: bool,
    /// How many deliveries were given up that the operator was not told of.
    pub exhausted: u32,
    /// When the operator was told of deliveries that were given up.
    pub exhausted_told_at: Option<i64>,
}

/// What the operator is told of a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum News {
    /// It fails.
    Failing,
    /// It takes requests again.
    Recovered,
    /// So many of its deliveries were given up.
    Exhausted(u32),
}

/// What the breaker does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Breaker {
    /// All goes by its schedule.
    Closed,
    /// What waits is held until the next probe.
    Open,
    /// A probe is on its way.
    Probing,
}

impl Health {
    /// Whether there is nothing to tell of it.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        self.failures == 0 && !self.told && self.exhausted_told_at.is_none() && self.exhausted == 0
    }

    /// Whether something is to be looked at again although nothing happens.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.exhausted > 0 || self.exhausted_told_at.is_some() || self.recovered
    }

    /// What the breaker does.
    #[must_use]
    pub const fn breaker(&self) -> Breaker {
        match (self.open_since, self.probing) {
            (None, _) => Breaker::Closed,
            (Some(_), false) => Breaker::Open,
            (Some(_), true) => Breaker::Probing,
        }
    }

    /// Until when what waits is held; not at all, where the next request may begin. So few that
    /// their own schedules keep them apart are never held.
    #[must_use]
    pub fn hold(&self, waiting: usize, now: i64) -> Option<i64> {
        self.open_since?;
        self.probe_at.filter(|at| *at > now && waiting > CROWD)
    }

    /// A request begins; says whether that changes what there is to tell.
    pub const fn begin(&mut self) -> bool {
        let probes = self.open_since.is_some() && !self.probing;
        self.probing |= probes;
        probes
    }

    /// A request failed, while that many deliveries wait in memory.
    pub fn fail(&mut self, error: String, waiting: usize, now: i64) {
        self.failures = self.failures.saturating_add(1);
        let since = *self.failing_since.get_or_insert(now);
        self.failed_at = Some(now);
        self.error = Some(error);
        self.probing = false;
        if self.open_since.is_some() {
            self.probes = self.probes.saturating_add(1);
        } else if self.failures >= FAILURES && now - since >= FAILING && waiting > CROWD {
            self.open_since = Some(now);
        } else {
            return;
        }
        let gap = FIRST_GAP.checked_shl(self.probes.min(16)).unwrap_or(LONGEST_GAP);
        self.probe_at = Some(now + gap.min(LONGEST_GAP));
    }

    /// A request was taken; says whether that changes what there is to tell.
    pub fn take(&mut self) -> bool {
        if self.failures == 0 && (!self.told || self.recovered) {
            return false;
        }
        let Self { told, exhausted, exhausted_told_at, .. } = *self;
        *self = Self { told, recovered: told, exhausted, exhausted_told_at, ..Self::default() };
        true
    }

    /// It was disabled for having failed for so long. Once it is resumed, its failures count anew.
    pub fn give_up(&mut self) {
        let (told, error) = (true, self.error.take());
        let Self { failed_at, exhausted, exhausted_told_at, .. } = *self;
        *self = Self { failed_at, error, told, exhausted, exhausted_told_at, ..Self::default() };
    }

    /// It was changed by hand: the next request may begin at once.
    pub const fn try_again(&mut self) {
        self.probe_at = None;
    }

    /// For how long there was nothing but failures, in milliseconds.
    #[must_use]
    pub fn failing(&self) -> i64 {
        self.failed_at.zip(self.failing_since).map_or(0, |(last, first)| last - first)
    }

    /// What the operator is to be told now.
    #[must_use]
    pub fn news(&self, now: i64) -> Vec<News> {
        let long = self.failures >= TOLD_FAILURES && self.failing() >= TOLD_AFTER;
        let failing = !self.told && (long || self.open_since.is_some());
        let told_at = self.exhausted_told_at;
        let exhausted = self.exhausted > 0 && told_at.is_none_or(|at| is_past(at, now));
        let news = [
            failing.then_some(News::Failing),
            exhausted.then_some(News::Exhausted(self.exhausted)),
            self.recovered.then_some(News::Recovered),
        ];
        news.into_iter().flatten().collect()
    }

    /// The operator will be told that.
    pub fn tell(&mut self, news: &[News], now: i64) {
        for one in news {
            match one {
                News::Failing => self.told = true,
                News::Recovered => {
                    self.recovered = false;
                    // It may fail again by now, and the operator does not know of that.
                    self.told = false;
                }
                News::Exhausted(count) => {
                    self.exhausted = self.exhausted.saturating_sub(*count);
                    self.exhausted_told_at = Some(now);
                }
            }
        }
    }

    /// Forgets that the operator was told of deliveries that were given up, once it may be again.
    pub fn forget_told(&mut self, now: i64) {
        self.exhausted_told_at = self.exhausted_told_at.filter(|at| !is_past(*at, now));
    }

    /// Whether it has failed for so long (in milliseconds) that nothing more is to be sent.
    #[must_use]
    pub fn is_lost(&self, after: i64) -> bool {
        self.failures >= FEW && self.failing() >= after
    }
}

const fn is_past(told_at: i64, now: i64) -> bool {
    now - told_at >= EXHAUSTED_EVERY || told_at > now
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(count: u32, waiting: usize, apart: i64) -> Health {
        let mut health = Health::default();
        for failure in 0..count {
            health.fail("no".to_owned(), waiting, i64::from(failure) * apart);
        }
        health
    }

    #[test]
    fn it_opens_after_many_failures_over_a_while_with_a_crowd_behind() {
        for (count, waiting, apart, wanted) in [
            (FAILURES, CROWD + 1, 1000, Breaker::Open),
            (FAILURES - 1, CROWD + 1, 1000, Breaker::Closed),
            (FAILURES, CROWD, 1000, Breaker::Closed),
            (FAILURES, CROWD + 1, 10, Breaker::Closed),
            (1000, 0, 3_600_000, Breaker::Closed),
        ] {
            let health = failed(count, waiting, apart);
            assert_eq!(health.breaker(), wanted, "{count} {waiting} {apart}");
        }
    }

    #[test]
    fn a_crowd_is_held_between_probes_and_a_few_are_not() {
        let mut health = failed(FAILURES, CROWD + 1, 1000);
        let now = health.failed_at.expect("a failure");
        assert_eq!(health.hold(CROWD + 1, now), Some(now + FIRST_GAP));
        assert_eq!(health.hold(CROWD, now), None, "their own schedules do");
        assert_eq!(health.hold(CROWD + 1, now + FIRST_GAP), None);
        assert!(health.begin() && !health.begin());
        assert_eq!(health.breaker(), Breaker::Probing);
        health.try_again();
        assert_eq!(health.hold(CROWD + 1, now), None);
    }

    #[test]
    fn probes_lie_farther_and_farther_apart_up_to_a_limit() {
        let mut health = failed(FAILURES, CROWD + 1, 1000);
        let mut gaps = Vec::new();
        for _ in 0..9 {
            let now = health.failed_at.expect("a failure");
            gaps.push((health.probe_at.expect("a probe") - now) / 1000);
            assert!(health.begin());
            health.fail("still".to_owned(), 0, now + 1);
        }
        assert_eq!(gaps, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
    }

    #[test]
    fn one_request_that_is_taken_closes_it() {
        let mut health = failed(FAILURES, CROWD + 1, 1000);
        health.told = true;
        assert!(health.take());
        assert_eq!((health.breaker(), health.failures), (Breaker::Closed, 0));
        assert_eq!(health.news(0), [News::Recovered]);
        assert!(!health.is_well() && !health.take(), "nothing changes");
        health.tell(&[News::Recovered], 0);
        assert!(health.is_well() && health.news(0).is_empty());
    }

    #[test]
    fn the_operator_is_told_once_it_has_failed_for_a_while() {
        for (health, told) in [
            (failed(4, 0, 1_000_000), false),
            (failed(1000, 0, 1), false),
            (failed(5, 0, 100_000), true),
            (failed(FAILURES, CROWD + 1, 1000), true),
            (Health { told: true, ..failed(5, 0, 100_000) }, false),
        ] {
            assert_eq!(health.news(0) == [News::Failing], told, "{health:?}");
        }
    }

    #[test]
    fn what_is_given_up_is_told_together() {
        let mut health = Health { exhausted: 3, ..Health::default() };
        assert_eq!(health.news(1000), [News::Exhausted(3)]);
        health.exhausted += 2;
        health.tell(&[News::Exhausted(3)], 1000);
        assert_eq!((health.exhausted, health.news(1001)), (2, vec![]));
        assert_eq!(health.news(1000 + EXHAUSTED_EVERY), [News::Exhausted(2)]);
        health.tell(&[News::Exhausted(2)], 2000);
        health.forget_told(2001);
        assert!(health.waits() && !health.is_well());
        health.forget_told(2000 + EXHAUSTED_EVERY);
        assert!(health.is_well());
    }

    #[test]
    fn what_was_given_up_counts_anew_and_recovers_once_it_takes_something() {
        let mut health = failed(100, 0, 86_400_000);
        health.give_up();
        assert!(health.told && !health.is_lost(1) && health.error.is_some());
        assert!(health.news(0).is_empty());
        assert!(health.take());
        assert_eq!(health.news(0), [News::Recovered]);
    }

    #[test]
    fn nothing_but_failures_for_long_is_the_end() {
        let day = 86_400_000;
        assert!(!failed(FEW, 0, day / 100).is_lost(day));
        assert!(failed(FEW, 0, day / 10).is_lost(day));
        assert!(!failed(2, 0, 9 * day).is_lost(day), "two failures are none");
    }

    #[test]
    fn it_is_read_as_it_is_written_and_by_older_hubs() {
        let health = failed(40, 20, 1000);
        let text = serde_json::to_string(&health).expect("JSON");
        assert_eq!(serde_json::from_str::<Health>(&text).ok(), Some(health));
        assert_eq!(serde_json::from_str::<Health>(r#"{"new":1}"#).ok(), Some(Health::default()));
    }
}
