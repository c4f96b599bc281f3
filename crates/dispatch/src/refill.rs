//! The way back from the store: what is due goes into its lane, in order.

use crate::keeper::learn;
use crate::lane::{AT_ONCE, Lane};
use crate::lanes::Lanes;
use crate::worker::Sender;
use futures::stream::{self, StreamExt};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{StoreError, Waiting};

/// How many lanes are looked at side by side: as many as there are connections that read.
const SIDE_BY_SIDE: usize = 3;

/// How often lanes are looked at, and how often all of them, whatever is known.
const TICK: Duration = Duration::from_millis(200);
const FULL_LOOK_EVERY: u32 = 150;

/// Looks at lanes when something is due, until the hub stops.
pub(crate) async fn keep_refilling(lanes: Arc<Lanes>, sender: Arc<Sender>) {
    let mut tick = tokio::time::interval(TICK);
    let mut ticks: u32 = 0;
    // An open breaker is known before anything is sent that it should hold.
    let mut knows = false;
    loop {
        tokio::select! {
            _ = tick.tick() => ticks = ticks.wrapping_add(1),
            () = lanes.wake.notified() => {}
        }
        if lanes.is_stopping() {
            return;
        }
        knows = knows || learn(&lanes, &sender, true).await.is_ok();
        let full = lanes.look_again.swap(false, Ordering::AcqRel) || ticks == FULL_LOOK_EVERY;
        if full {
            ticks = 0;
            if let Err(error) = look_at_all(&lanes, &sender).await {
                tracing::debug!(error.cause = ?error, "could not look for what is due");
                lanes.look_again.store(true, Ordering::Release);
            }
            lanes.dismiss(false);
            lanes.forget_idle();
        }
        let due = lanes.due((lanes.clock)());
        let looks = due.into_iter().map(|webhook| look_at(&lanes, &sender, lanes.lane(webhook)));
        stream::iter(looks).for_each_concurrent(SIDE_BY_SIDE, |look| look).await;
        sender.meters.in_memory.set(to_f64(lanes.load.load(Ordering::Relaxed)));
    }
}

/// Learns anew which lanes have something in the store, and sets those going that may send again.
async fn look_at_all(lanes: &Arc<Lanes>, sender: &Sender) -> Result<(), StoreError> {
    let waiting = sender.store.who_waits().await?;
    let registry = sender.store.registry();
    for (project, webhook, due_at) in waiting {
        if registry.webhook_no(webhook).is_none() {
            // Deleted, and the hub stopped before all of it was cancelled.
            sender.store.cancel_all(project, webhook).await?;
            continue;
        }
        let lane = lanes.lane(webhook);
        let mut state = lane.lock();
        state.project = project;
        state.next_due = Some(due_at);
        drop(state);
        lanes.look_at(webhook, due_at);
    }
    for lane in lanes.all() {
        // Whatever it waits for, it may be set up otherwise by now.
        lane.freed.notify_waiters();
        if sender.may_send(&lane) {
            lanes.set_going(&lane);
        } else {
            // The store keeps it: for a webhook that is deleted, cancelled.
            let cleared = lane.lock().clear();
            lanes.load.fetch_sub(cleared, Ordering::Relaxed);
        }
    }
    Ok(())
}

/// Brings what is due for one lane, where it has room and may send.
async fn look_at(lanes: &Arc<Lanes>, sender: &Sender, lane: Arc<Lane>) {
    if !sender.may_send(&lane) {
        // It is looked at again when it is resumed. What it holds, the store takes back by itself.
        if sender.is_elsewhere(&lane) {
            give_away(lanes, sender, &lane).await;
        }
        return;
    }
    if lanes.is_full() {
        // What is in memory has to be written down first.
        return lanes.look_at(lane.webhook, (lanes.clock)() + soon());
    }
    let (project, most) = {
        let mut state = lane.lock();
        if state.waiting() > AT_ONCE || !state.begin_loading() {
            // It asks for more when it has sent what it has.
            state.more = true;
            return;
        }
        (state.project, state.load() + AT_ONCE)
    };
    let most_asked = u32::try_from(most).unwrap_or(u32::MAX);
    match sender.store.waiting(project, lane.webhook, most_asked).await {
        // This hub may be another run by now, and what was found is not that one's.
        Ok(waiting) if waiting.run == sender.store.hub() => bring(lanes, &lane, waiting),
        Ok(_) => lanes.try_again(&lane),
        Err(error) => {
            tracing::debug!(error.cause = ?error, "could not bring what is due");
            lanes.try_again(&lane);
        }
    }
}

/// Hands over to another hub what is due in a lane that has its home there.
async fn give_away(lanes: &Arc<Lanes>, sender: &Sender, lane: &Lane) {
    let (project, in_hand) = {
        let mut state = lane.lock();
        let cleared = state.clear();
        lanes.load.fetch_sub(cleared, Ordering::Relaxed);
        state.next_due = None;
        (state.project, state.in_hand())
    };
    if let Err(error) = sender.store.give_away(project, lane.webhook, &in_hand).await {
        tracing::debug!(error.cause = ?error, "could not hand over what is due");
        lanes.try_again(lane);
    }
}

/// Takes in what was found for a lane.
fn bring(lanes: &Arc<Lanes>, lane: &Arc<Lane>, waiting: Waiting) {
    let mut state = lane.lock();
    let new = state.end_loading(waiting, (lanes.clock)());
    lanes.load.fetch_add(new, Ordering::Relaxed);
    let next = state.next_due.filter(|_| !state.more || new == 0);
    drop(state);
    if let Some(next) = next {
        lanes.look_at(lane.webhook, next.max((lanes.clock)() + 1));
    }
    lanes.set_going(lane);
}

impl Lanes {
    /// Has a lane looked at again soon: what it has in the store is not known.
    fn try_again(&self, lane: &Lane) {
        let now = (self.clock)();
        lane.lock().fail_loading(now);
        self.look_at(lane.webhook, now + soon());
    }
}

/// A tick, in milliseconds.
fn soon() -> i64 {
    i64::try_from(TICK.as_millis()).unwrap_or(i64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "a gauge")]
fn to_f64(count: usize) -> f64 {
    count as f64
}
