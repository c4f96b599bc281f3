//! Workers: each takes a lane's deliveries one after the other, and goes home when there is none.

use crate::attempt::{Attempted, attempt, attempt_all};
use crate::endpoint::Endpoint;
use crate::gathering::Gathered;
use crate::hold::{Held, Place, wait};
use crate::keeper::Watch;
use crate::lane::{Called, Lane, State};
use crate::lanes::Lanes;
use crate::meters::Meters;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::{DeliveryState, Owed, PatchWebhook, Store, WebhookState};
use tokio::sync::Notify;
use tokio::time::timeout;
use webhook::Ended;

/// Below this many waiting deliveries a lane that has more in the store asks for them.
const LOW: usize = 64;

/// What workers send with.
pub(crate) struct Sender {
    pub(crate) store: Store,
    pub(crate) client: fetch::Client,
    pub(crate) meters: Meters,
    pub(crate) watch: Watch,
    /// How many workers there are, and who waits for there to be none.
    pub(crate) workers: AtomicUsize,
    pub(crate) home: Notify,
}

impl Lanes {
    /// Starts as many workers for a lane as it may have and has work for.
    pub(crate) fn set_going(self: &Arc<Self>, lane: &Arc<Lane>) {
        let Some(sender) = self.sender.get() else { return };
        if self.is_stopping() || !sender.may_send(lane) {
            return;
        }
        loop {
            // Not in the condition: the lock would be held for as long as the loop runs.
            let called = lane.lock().call();
            match called {
                Some(Called::Idle) => lane.calls.add_permits(1),
                Some(Called::New) => {
                    sender.workers.fetch_add(1, Ordering::AcqRel);
                    tokio::spawn(work(self.clone(), sender.clone(), lane.clone()));
                }
                Some(Called::Gathering) => {
                    lane.whole.notify_one();
                    break;
                }
                None => break,
            }
        }
    }
}

impl Sender {
    /// Whether the lane's webhook may be sent anything now, by this hub.
    pub(crate) fn may_send(&self, lane: &Lane) -> bool {
        self.store.may_send() && self.webhook_sends(lane)
    }

    fn webhook_sends(&self, lane: &Lane) -> bool {
        self.store.see(|registry| {
            let webhook = registry.webhook_no(lane.webhook)?;
            let subscription = registry.subscription(webhook.project, webhook.no)?;
            Some(subscription.sends && self.store.sees_to(subscription))
        }) == Some(true)
    }

    /// Whether another hub makes this lane's deliveries.
    pub(crate) fn is_elsewhere(&self, lane: &Lane) -> bool {
        self.store.see(|registry| {
            let webhook = registry.webhook_no(lane.webhook)?;
            let subscription = registry.subscription(webhook.project, webhook.no)?;
            Some(!self.store.sees_to(subscription))
        }) == Some(true)
    }
}

async fn work(lanes: Arc<Lanes>, sender: Arc<Sender>, lane: Arc<Lane>) {
    let mut place = None;
    loop {
        // The turn comes first, so that what waits for it is still in the queue, in order.
        let turn = lanes.turns.acquire().await;
        match next(&lanes, &sender, &lane, place.take()) {
            Step::Deliver(owed, endpoint, place) => {
                let done = attempt(&sender.client, &endpoint, owed, lanes.clock).await;
                drop(place);
                go_on(&lanes, &sender, &lane, (&endpoint, &done)).await;
                write_down(&lanes, &sender, &lane, (&endpoint, done)).await;
            }
            Step::DeliverAll(all, endpoint, place) => {
                deliver_all(&lanes, &sender, &lane, (&endpoint, all, place)).await;
            }
            Step::Hold(held) => {
                drop(turn);
                place = wait(&lanes, &lane, held).await;
            }
            Step::Gather(until) => {
                drop(turn);
                gather(&lanes, &lane, until).await;
            }
            Step::Wait => {
                drop(turn);
                if let Ok(called) = lane.calls.acquire().await {
                    called.forget();
                }
                if lane.lock().is_dismissed() {
                    break;
                }
            }
            Step::GoHome => break,
        }
    }
    if sender.workers.fetch_sub(1, Ordering::AcqRel) == 1 {
        sender.home.notify_waiters();
    }
}

/// What a worker does next.
enum Step {
    Deliver(Owed, Arc<Endpoint>, Option<Place>),
    DeliverAll(Vec<Owed>, Arc<Endpoint>, Option<Place>),
    Hold(Held),
    Gather(i64),
    Wait,
    GoHome,
}

/// The next delivery, and where it goes. Where there is none the worker is counted as idle under
/// the same lock, so that whoever brings another calls it.
fn next(lanes: &Lanes, sender: &Sender, lane: &Lane, place: Option<Place>) -> Step {
    let stopping = lanes.is_stopping();
    let may_send = !stopping && sender.may_send(lane);
    let endpoint = if may_send { endpoint(lanes, sender, lane) } else { None };
    let mut state = lane.lock();
    let found = endpoint.and_then(|endpoint| take(&mut state, (endpoint, place), lanes));
    let step = match found {
        Some(step) => step,
        None if stopping => {
            state.leave();
            Step::GoHome
        }
        None if state.rest() => Step::Wait,
        None => Step::GoHome,
    };
    let wants_more = state.more && state.waiting() < LOW;
    if wants_more {
        state.more = false;
        drop(state);
        lanes.look_at(lane.webhook, 0);
    }
    step
}

/// What is taken out of a lane's queue for the next request, or what that has to wait for.
fn take(
    state: &mut State,
    (endpoint, place): (Arc<Endpoint>, Option<Place>),
    lanes: &Lanes,
) -> Option<Step> {
    if !state.may_take() {
        return None;
    }
    let options = &endpoint.webhook.options;
    let (limit, batch, webhook) = (options.rate_limit, options.batch, endpoint.webhook.no);
    let place = match state.free(limit, place, lanes.clock) {
        Ok(place) => place,
        Err(held) => return Some(Step::Hold(held)),
    };
    let step = match batch.map(|batch| state.next_batch(batch, (lanes.clock)())) {
        None => Step::Deliver(state.next()?, endpoint, place),
        Some(gathered) => match gathered? {
            Gathered::All(all) => Step::DeliverAll(all, endpoint, place),
            Gathered::Until(until) => return Some(Step::Gather(until)),
        },
    };
    if let Some(limit) = limit {
        state.begun.note(limit, (lanes.clock)());
    }
    if state.health.begin() {
        lanes.change(webhook);
    }
    Some(step)
}

/// Waits until a batch is whole, has waited, or the hub stops.
async fn gather(lanes: &Lanes, lane: &Lane, until: i64) {
    let whole = lane.whole.notified();
    // Who stops the hub says so first and wakes all that wait then.
    if !lanes.is_stopping() {
        let wait = u64::try_from(until - (lanes.clock)()).unwrap_or(0);
        _ = timeout(Duration::from_millis(wait), whole).await;
    }
    lane.lock().gathering.woke();
}

/// The webhook as it is set up now, prepared.
fn endpoint(lanes: &Lanes, sender: &Sender, lane: &Lane) -> Option<Arc<Endpoint>> {
    sender.store.see(|registry| {
        let webhook = registry.webhook_no(lane.webhook)?;
        let mut state = lane.lock();
        if let Some(known) = &state.endpoint
            && Arc::ptr_eq(&known.webhook, webhook)
        {
            return Some(known.clone());
        }
        let fresh = Arc::new(Endpoint::new(registry, webhook)?);
        state.bear_at_most(webhook.concurrency);
        state.gathering.take(webhook.options.batch);
        state.host = Some(lanes.hosts.room(fresh.url()));
        state.health.try_again();
        state.endpoint = Some(fresh.clone());
        Some(fresh)
    })
}

async fn deliver_all(
    lanes: &Arc<Lanes>,
    sender: &Sender,
    lane: &Arc<Lane>,
    (to, all, place): (&Endpoint, Vec<Owed>, Option<Place>),
) {
    // What is left may be no part of it and have nobody who comes for it.
    lanes.set_going(lane);
    let done = attempt_all(&sender.client, to, all, lanes.clock).await;
    drop(place);
    if let Some(first) = done.first() {
        go_on(lanes, sender, lane, (to, first)).await;
    }
    for one in done {
        write_down(lanes, sender, lane, (to, one)).await;
    }
}

/// A request has ended: what follows for the lane and its webhook.
async fn go_on(
    lanes: &Arc<Lanes>,
    sender: &Sender,
    lane: &Arc<Lane>,
    (to, done): (&Endpoint, &Attempted),
) {
    lanes.learn(lane, done);
    lanes.set_going(lane);
    if done.ended == Ended::Gone {
        pause(sender, to).await;
    }
}

/// Has the outcome of a delivery written down.
async fn write_down(
    lanes: &Lanes,
    sender: &Sender,
    lane: &Lane,
    (to, attempted): (&Endpoint, Attempted),
) {
    sender.meters.count(&attempted);
    if attempted.settled.state == DeliveryState::Exhausted {
        lane.lock().health.exhausted += 1;
        lanes.change(lane.webhook);
        tracing::warn!(webhook.id = %to.webhook.id, "A delivery is exhausted");
    }
    if sender.store.settle(attempted.settled).await.is_err() {
        tracing::debug!(webhook.id = %to.webhook.id, "Too late to write an outcome down");
    }
}

/// The endpoint answered 410: it wants no more.
async fn pause(sender: &Sender, to: &Endpoint) {
    let paused = sender.store.update_webhook(to.webhook.id, |webhook| PatchWebhook {
        state: (webhook.state == WebhookState::Active)
            .then(|| (WebhookState::Paused, Some("the endpoint answered 410 Gone".to_owned()))),
        ..PatchWebhook::default()
    });
    match paused.await {
        Ok(_) => tracing::warn!(webhook.id = %to.webhook.id, "Paused: the endpoint is gone"),
        Err(error) => {
            tracing::error!(webhook.id = %to.webhook.id, error.cause = ?error, "Cannot pause");
        }
    }
}
