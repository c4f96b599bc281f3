//! What keeps a lane from its next request although deliveries wait.

use crate::lane::{Lane, State};
use crate::lanes::Lanes;
use std::sync::Arc;
use std::time::Duration;
use store::Clock;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use webhook::RateLimit;

/// Whoever waits for a time looks at the clock as often as that: it may be set, and what is set up
/// may change.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A place among the requests that are on their way to one host.
pub(crate) type Place = OwnedSemaphorePermit;

/// What a lane waits for.
#[derive(Debug)]
pub(crate) enum Held {
    /// A time, in milliseconds since 1970.
    Until(i64),
    /// A place at its host.
    Host(Arc<Semaphore>),
}

impl State {
    /// The place for the next request, or what it has to wait for. One worker waits for all: until
    /// it is back the lane calls no other.
    pub(crate) fn free(
        &mut self,
        limit: Option<RateLimit>,
        place: Option<Place>,
        clock: Clock,
    ) -> Result<Option<Place>, Held> {
        let held = self.until(limit, clock).map(Held::Until);
        let free = held.map_or_else(|| self.place(place), Err);
        self.held = free.is_err();
        free
    }

    fn until(&self, limit: Option<RateLimit>, clock: Clock) -> Option<i64> {
        if limit.is_none() && self.health.open_since.is_none() {
            return None;
        }
        let now = clock();
        let paced = limit.and_then(|limit| self.begun.hold(limit, now));
        paced.max(self.health.hold(self.waiting(), now))
    }

    /// A place at the host that it is at now, which may not be that which was waited for.
    fn place(&self, place: Option<Place>) -> Result<Option<Place>, Held> {
        let Some(host) = &self.host else { return Ok(None) };
        if place.as_ref().is_some_and(|place| Arc::ptr_eq(place.semaphore(), host)) {
            return Ok(place);
        }
        host.clone().try_acquire_owned().map(Some).map_err(|_| Held::Host(host.clone()))
    }
}

/// Waits for what a lane waits for, or until it need not; gives the place, where it was one.
pub(crate) async fn wait(lanes: &Arc<Lanes>, lane: &Arc<Lane>, held: Held) -> Option<Place> {
    let freed = lane.freed.notified();
    let mut place = None;
    // Who stops the hub says so first and wakes all that wait then.
    if !lanes.is_stopping() {
        match held {
            Held::Until(until) => {
                let wait = u64::try_from(until - (lanes.clock)()).unwrap_or(0);
                _ = timeout(Duration::from_millis(wait).min(LOOK_AGAIN), freed).await;
            }
            Held::Host(host) => tokio::select! {
                given = host.acquire_owned() => place = given.ok(),
                () = freed => {}
            },
        }
    }
    lane.lock().held = false;
    lanes.set_going(lane);
    place
}
