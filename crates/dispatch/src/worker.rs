//! Workers: each takes a lane's deliveries one after the other, and goes home when there is none.

use crate::attempt::attempt;
use crate::endpoint::Endpoint;
use crate::lane::{Called, Lane};
use crate::lanes::Lanes;
use crate::meters::Meters;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{DeliveryState, Owed, PatchWebhook, Store, WebhookState};
use tokio::sync::Notify;
use webhook::Ended;

/// Below this many waiting deliveries a lane that has more in the store asks for them.
const LOW: usize = 64;

/// What workers send with.
pub(crate) struct Sender {
    pub(crate) store: Store,
    pub(crate) client: fetch::Client,
    pub(crate) meters: Meters,
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
    loop {
        // The turn comes first, so that what waits for it is still in the queue, in order.
        let turn = lanes.turns.acquire().await;
        match next(&lanes, &sender, &lane) {
            Step::Deliver(owed, endpoint) => {
                deliver(&lanes, &sender, &lane, &endpoint, owed).await;
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
    Deliver(Owed, Arc<Endpoint>),
    Wait,
    GoHome,
}

/// The next delivery, and where it goes. Where there is none the worker is counted as idle under
/// the same lock, so that whoever brings another calls it.
fn next(lanes: &Lanes, sender: &Sender, lane: &Lane) -> Step {
    let stopping = lanes.is_stopping();
    let may_send = !stopping && sender.may_send(lane);
    let endpoint = if may_send { endpoint(sender, lane) } else { None };
    let mut state = lane.lock();
    let found = endpoint.and_then(|endpoint| Some((state.next()?, endpoint)));
    let step = match found {
        Some((owed, endpoint)) => Step::Deliver(owed, endpoint),
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

/// The webhook as it is set up now, prepared.
fn endpoint(sender: &Sender, lane: &Lane) -> Option<Arc<Endpoint>> {
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
        state.endpoint = Some(fresh.clone());
        Some(fresh)
    })
}

async fn deliver(lanes: &Arc<Lanes>, sender: &Sender, lane: &Arc<Lane>, to: &Endpoint, owed: Owed) {
    let attempted = attempt(&sender.client, to, owed, lanes.clock).await;
    sender.meters.count(&attempted);
    lane.lock().adapt(attempted.ended == Ended::Taken);
    lanes.set_going(lane);
    if attempted.settled.state == DeliveryState::Exhausted {
        tracing::warn!(webhook.id = %to.webhook.id, "A delivery is exhausted");
    }
    if attempted.ended == Ended::Gone {
        pause(sender, to).await;
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
