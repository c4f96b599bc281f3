//! All lanes, and what the store's writer hands them.

use crate::hosts::Hosts;
use crate::lane::{Lane, Map};
use crate::worker::Sender;
use event::EventId;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use store::{Clock, Handover, No, Owed};
use tokio::sync::{Notify, Semaphore};

/// How much there may be at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Requests, over all lanes: 1024.
    pub requests: usize,
    /// Deliveries that wait in memory in one lane: 1024. Those on their way, and those made and not
    /// written down yet, do not count: how long that takes is not the endpoint's doing.
    pub of_lane: usize,
    /// Deliveries in memory, over all lanes: 32,768. Those not written down yet count.
    pub in_memory: usize,
    /// Requests for one host and port, over all lanes: 256, so that no receiver takes all turns,
    /// however many webhooks lead there.
    pub of_host: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { requests: 1024, of_lane: 1024, in_memory: 32_768, of_host: 256 }
    }
}

/// The lanes of all webhooks: what the store's writer hands over to.
pub struct Lanes {
    me: Weak<Self>,
    pub(crate) limits: Limits,
    pub(crate) clock: Clock,
    by_webhook: RwLock<Map>,
    /// Deliveries in memory.
    pub(crate) load: AtomicUsize,
    /// When lanes want to be looked at: due time and webhook, the earliest on top.
    timers: Mutex<BinaryHeap<Reverse<(i64, No)>>>,
    pub(crate) wake: Notify,
    pub(crate) look_again: AtomicBool,
    pub(crate) stopping: AtomicBool,
    /// Wakes what has nothing to wait for once the hub stops.
    pub(crate) stops: Notify,
    pub(crate) turns: Arc<Semaphore>,
    pub(crate) hosts: Hosts,
    /// The lanes of whose endpoints there is something to write down.
    pub(crate) changes: Mutex<BTreeSet<No>>,
    pub(crate) sender: OnceLock<Arc<Sender>>,
}

impl std::fmt::Debug for Lanes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lanes").field("load", &self.load).finish_non_exhaustive()
    }
}

impl Lanes {
    /// Lanes without anything in them. Nothing is sent before [`start`](crate::start).
    #[must_use]
    pub fn new(limits: Limits, clock: Clock) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            me: me.clone(),
            limits,
            clock,
            by_webhook: RwLock::default(),
            load: AtomicUsize::new(0),
            timers: Mutex::default(),
            wake: Notify::new(),
            look_again: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            stops: Notify::new(),
            turns: Arc::new(Semaphore::new(limits.requests)),
            hosts: Hosts::new(limits.of_host),
            changes: Mutex::default(),
            sender: OnceLock::new(),
        })
    }

    pub(crate) fn lane(&self, webhook: No) -> Arc<Lane> {
        let known = self.by_webhook.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = known.get(&webhook) {
            return lane.clone();
        }
        drop(known);
        let mut lanes = self.by_webhook.write().unwrap_or_else(PoisonError::into_inner);
        lanes.entry(webhook).or_insert_with(|| Arc::new(Lane::new(webhook))).clone()
    }

    /// The lane of a webhook, where there is one.
    pub(crate) fn known(&self, webhook: No) -> Option<Arc<Lane>> {
        self.by_webhook.read().unwrap_or_else(PoisonError::into_inner).get(&webhook).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Lane>> {
        let lanes = self.by_webhook.read().unwrap_or_else(PoisonError::into_inner);
        lanes.values().cloned().collect()
    }

    /// Sends workers home that had nothing to do since this was called last, or all that are idle.
    pub(crate) fn dismiss(&self, all: bool) {
        for lane in self.all() {
            let idle = lane.lock().dismiss(all);
            lane.calls.add_permits(idle);
            if all {
                lane.whole.notify_waiters();
                lane.freed.notify_waiters();
            }
        }
    }

    /// Forgets lanes that have nothing. One that somebody is about to use is in use: the lock on
    /// all of them keeps others from getting at it, and whoever had it already counts.
    pub(crate) fn forget_idle(&self) {
        let mut lanes = self.by_webhook.write().unwrap_or_else(PoisonError::into_inner);
        lanes.retain(|_, lane| Arc::strong_count(lane) > 1 || !lane.lock().is_idle());
    }

    /// Has a lane looked at when that time has come.
    pub(crate) fn look_at(&self, webhook: No, due_at: i64) {
        let mut timers = self.timers.lock().unwrap_or_else(PoisonError::into_inner);
        let sooner = timers.peek().is_none_or(|Reverse((first, _))| due_at < *first);
        timers.push(Reverse((due_at, webhook)));
        drop(timers);
        if sooner {
            self.wake.notify_one();
        }
    }

    /// The lanes whose time has come, each once.
    pub(crate) fn due(&self, now: i64) -> Vec<No> {
        let mut timers = self.timers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        while let Some(Reverse((at, webhook))) = timers.peek().copied() {
            if at > now {
                break;
            }
            timers.pop();
            due.push(webhook);
        }
        drop(timers);
        due.sort_unstable();
        due.dedup();
        due
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.load.load(Ordering::Relaxed) >= self.limits.in_memory
    }
}

impl Handover for Lanes {
    fn reserve(&self, webhook: No) -> bool {
        if self.is_stopping() || self.is_full() {
            return false;
        }
        let lane = self.lane(webhook);
        let mut state = lane.lock();
        if state.waiting_or_promised() >= self.limits.of_lane || state.is_behind((self.clock)()) {
            return false;
        }
        state.reserve();
        self.load.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn release(&self, webhook: No) {
        self.lane(webhook).lock().release();
        self.load.fetch_sub(1, Ordering::Relaxed);
    }

    fn hand(&self, owed: Owed) {
        let lane = self.lane(owed.webhook);
        if !lane.lock().take(owed) {
            self.load.fetch_sub(1, Ordering::Relaxed);
        }
        if let Some(me) = self.me.upgrade() {
            me.set_going(&lane);
        }
    }

    fn waits(&self, project: No, webhook: No, due_at: i64) {
        let lane = self.lane(webhook);
        let mut state = lane.lock();
        state.project = project;
        if state.next_due.is_none_or(|next| due_at < next) {
            state.next_due = Some(due_at);
            drop(state);
            self.look_at(webhook, due_at);
        }
    }

    fn settled(&self, webhook: No, event: EventId) {
        let lane = self.lane(webhook);
        let mut state = lane.lock();
        let (known, ordered) = (state.forget(event), state.is_ordered());
        drop(state);
        if known {
            self.load.fetch_sub(1, Ordering::Relaxed);
        }
        if ordered {
            self.look_at(webhook, 0);
        }
    }

    fn forget_all(&self) {
        for lane in self.all() {
            let known = lane.lock().forget_all();
            self.load.fetch_sub(known, Ordering::Relaxed);
        }
    }

    fn look_again(&self) {
        self.look_again.store(true, Ordering::Release);
        self.wake.notify_one();
    }
}
