//! The count of what arrived in one run.

use crate::mark::Mark;
use crate::spread::Spread;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tests::within;

/// A run is over when nothing has arrived for so long: longer than a hub waits to try again, so
/// that what is late is counted, and only what is lost is missing.
const PATIENCE: Duration = Duration::from_secs(130);

/// What a run's events are counted by.
#[derive(Debug)]
pub struct Tally {
    run: u32,
    begun: Instant,
    /// How many endpoints each event goes to.
    fan: u32,
    /// For each event and endpoint the microseconds it took, and one; 0 before it has arrived.
    slots: Vec<AtomicU32>,
    unique: AtomicU32,
    repeated: AtomicU32,
    unmarked: AtomicU32,
    last: AtomicU32,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// How many a second, from the first callback sent to the last arrival.
    pub a_second: f64,
    /// From a callback sent to its arrival.
    pub latency: Option<Spread>,
    /// How many did not arrive.
    pub missing: u32,
    /// How many arrived again.
    pub repeated: u32,
    /// How many were none of ours.
    pub unmarked: u32,
}

impl Tally {
    /// Begins the count of a run of so many events, each of which goes to so many endpoints.
    pub fn begin(run: u32, events: u32, fan: u32) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(events as usize * fan as usize, AtomicU32::default);
        let zero = AtomicU32::default;
        Self {
            run,
            begun: Instant::now(),
            fan,
            slots,
            unique: zero(),
            repeated: zero(),
            unmarked: zero(),
            last: zero(),
        }
    }

    /// The mark of an event that is sent now.
    pub fn mark(&self, event: u32) -> Mark {
        Mark { run: self.run, event, sent: self.now() }
    }

    /// Counts what arrived at that endpoint.
    pub fn count(&self, endpoint: u32, body: &[u8]) {
        let now = self.now();
        let counter = match Mark::find(body) {
            // Every run waits for all of its own, so this is a repetition of one of those.
            Some(mark) if mark.run != self.run => &self.repeated,
            Some(mark) => match self.slot(mark.event, endpoint) {
                Some(slot) if slot.swap(now.saturating_sub(mark.sent) + 1, Relaxed) == 0 => {
                    self.last.fetch_max(now, Relaxed);
                    &self.unique
                }
                Some(_) => &self.repeated,
                None => &self.unmarked,
            },
            None => &self.unmarked,
        };
        counter.fetch_add(1, Relaxed);
    }

    /// Waits until all have arrived, or nothing more does.
    pub async fn settle(&self) -> Arrivals {
        let mut seen = 0;
        while seen < self.slots.len() {
            let more = async || {
                let unique = self.unique.load(Relaxed) as usize;
                (unique > seen).then_some(unique)
            };
            let Some(unique) = within(PATIENCE, more).await else { break };
            seen = unique;
        }
        self.arrivals()
    }

    fn arrivals(&self) -> Arrivals {
        let times = self.slots.iter().map(|slot| slot.load(Relaxed));
        let latencies: Vec<u32> = times.filter_map(|time| time.checked_sub(1)).collect();
        let took = Duration::from_micros(self.last.load(Relaxed).into());
        let unique = self.unique.load(Relaxed);
        let expected = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        Arrivals {
            a_second: f64::from(unique) / took.as_secs_f64().max(f64::MIN_POSITIVE),
            latency: Spread::of(latencies),
            missing: expected - unique,
            repeated: self.repeated.load(Relaxed),
            unmarked: self.unmarked.load(Relaxed),
        }
    }

    fn slot(&self, event: u32, endpoint: u32) -> Option<&AtomicU32> {
        if endpoint >= self.fan {
            return None;
        }
        self.slots.get(event as usize * self.fan as usize + endpoint as usize)
    }

    /// Microseconds since the run began: an hour of them, which no run takes.
    fn now(&self) -> u32 {
        u32::try_from(self.begun.elapsed().as_micros()).unwrap_or(u32::MAX - 1)
    }
}
