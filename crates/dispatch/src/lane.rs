//! The lane of one webhook.

use event::EventId;
use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{No, Owed, Waiting};
use tokio::sync::{Notify, Semaphore};
use webhook::{Batch, Begun, Health};

use crate::endpoint::Endpoint;
use crate::fare::Others;
use crate::gathering::{self, Gathered, Gathering};

/// How many requests at a time an endpoint gets before it has shown what it bears, and at most.
const FIRST_WIDTH: usize = 4;
const MOST_WIDTH: usize = 64;

/// How many deliveries one look at the store brings.
pub(crate) const AT_ONCE: usize = 256;

/// What one webhook is owed, as far as memory knows.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) webhook: No,
    /// A permit wakes one idle worker. Permits add up, where a notification would not.
    pub(crate) calls: Semaphore,
    /// Wakes a worker that waits for a batch to be whole.
    pub(crate) whole: Notify,
    /// Wakes the worker that waits for the lane to be free.
    pub(crate) freed: Notify,
    state: Mutex<State>,
}

/// Behind the lane's lock, which nobody holds for longer than a few steps.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) project: No,
    /// What waits for its turn.
    queue: VecDeque<Owed>,
    /// What is in the queue, on its way, or not written down yet.
    known: HashSet<EventId, RandomState>,
    /// Room promised to the writer.
    reserved: usize,
    /// Requests at a time: now, and at most. Those who seek are about to take from the queue.
    workers: usize,
    seeking: usize,
    /// Workers that wait for something to do.
    idle: usize,
    /// Of those that were woken: how many go home.
    dismissed: usize,
    /// Whether anything came since it was asked last.
    used: bool,
    width: usize,
    most: usize,
    pub(crate) gathering: Gathering,
    /// Whether a worker waits for the lane to be free.
    pub(crate) held: bool,
    /// When its last requests began, where their number is limited.
    pub(crate) begun: Begun,
    /// How its endpoint fares, and what of that is written down.
    pub(crate) health: Health,
    pub(crate) written: Health,
    pub(crate) others: Others,
    /// The room at its host.
    pub(crate) host: Option<Arc<Semaphore>>,
    /// When the first of what waits in the store is due.
    pub(crate) next_due: Option<i64>,
    /// Whether more is due in the store than the last look brought.
    pub(crate) more: bool,
    /// While the store is being looked at: what was written down in the meantime.
    loading: Option<HashSet<EventId>>,
    pub(crate) endpoint: Option<Arc<Endpoint>>,
}

impl Lane {
    pub(crate) fn new(webhook: No) -> Self {
        let state = State {
            project: 0,
            queue: VecDeque::new(),
            known: HashSet::default(),
            reserved: 0,
            workers: 0,
            seeking: 0,
            idle: 0,
            dismissed: 0,
            used: false,
            width: FIRST_WIDTH,
            most: MOST_WIDTH,
            gathering: Gathering::default(),
            held: false,
            begun: Begun::default(),
            health: Health::default(),
            written: Health::default(),
            others: Others::default(),
            host: None,
            next_due: None,
            more: false,
            loading: None,
            endpoint: None,
        };
        let (whole, freed) = (Notify::new(), Notify::new());
        Self { webhook, calls: Semaphore::new(0), whole, freed, state: Mutex::new(state) }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves counters at worst, and those must not stop a lane.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// How many deliveries wait for their turn, promised room included.
    pub(crate) fn waiting_or_promised(&self) -> usize {
        self.queue.len() + self.reserved
    }

    /// How many deliveries it knows, promised room included.
    pub(crate) fn load(&self) -> usize {
        self.known.len() + self.reserved
    }

    /// By how much the first of what should have been attempted is late, in milliseconds: what is
    /// due in the store, and what came in and was never sent.
    pub(crate) fn late(&self, now: i64) -> i64 {
        let new = self.queue.front().filter(|owed| owed.attempts == 0).map(|owed| owed.event.ms());
        let first = self.next_due.into_iter().chain(new).min();
        first.map_or(0, |first| (now - first).max(0))
    }

    /// Whether something is due in the store: then what is new has to line up behind it.
    pub(crate) fn is_behind(&self, now: i64) -> bool {
        self.loading.is_some() || self.next_due.is_some_and(|due| due <= now)
    }

    pub(crate) fn reserve(&mut self) {
        self.reserved += 1;
    }

    pub(crate) fn release(&mut self) {
        self.reserved = self.reserved.saturating_sub(1);
    }

    /// Takes in what room was promised for; says whether it was new.
    pub(crate) fn take(&mut self, owed: Owed) -> bool {
        self.release();
        self.project = owed.project;
        self.line_up(owed)
    }

    fn line_up(&mut self, owed: Owed) -> bool {
        self.used = true;
        let new = self.known.insert(owed.event);
        if new {
            self.gathering.comes(&owed);
            self.queue.push_back(owed);
        }
        new
    }

    /// Who takes one more delivery out of the queue; counted as if they were on their way.
    pub(crate) fn call(&mut self) -> Option<Called> {
        if self.held {
            return None;
        }
        if self.seeking >= self.gathering.requests(self.queue.len()) {
            return self.gathering.wakes(self.queue.len()).then_some(Called::Gathering);
        }
        if self.idle > 0 {
            self.idle -= 1;
            self.seeking += 1;
            return Some(Called::Idle);
        }
        if self.workers >= self.bears() {
            return None;
        }
        self.workers += 1;
        self.seeking += 1;
        Some(Called::New)
    }

    /// Whether a worker may take something: there is something, and not too many are at it.
    pub(crate) fn may_take(&self) -> bool {
        // The idle ones send nothing: one of them was called to take this.
        !self.held && self.workers - self.idle <= self.bears() && !self.queue.is_empty()
    }

    /// The next delivery for a worker; none sends it home.
    pub(crate) fn next(&mut self) -> Option<Owed> {
        if !self.may_take() {
            return None;
        }
        let owed = self.queue.pop_front()?;
        self.seeking -= 1;
        Some(owed)
    }

    /// What a worker sends as one request, or until when it waits for more; none sends it home.
    pub(crate) fn next_batch(&mut self, batch: Batch, now: i64) -> Option<Gathered> {
        if !self.may_take() {
            return None;
        }
        if let Some(until) = self.gathering.waits(batch, self.queue.len(), now) {
            return Some(Gathered::Until(until));
        }
        let count = gathering::count(batch, &self.queue);
        let all = self.queue.drain(..count).collect();
        self.gathering.sent(&self.queue);
        self.seeking -= 1;
        Some(Gathered::All(all))
    }

    /// A worker found nothing to do. It waits to be called, or goes home where there are more than
    /// the endpoint bears; says whether it waits.
    pub(crate) fn rest(&mut self) -> bool {
        self.seeking -= 1;
        let stays = self.workers <= self.bears();
        if stays {
            self.idle += 1;
        } else {
            self.workers -= 1;
        }
        stays
    }

    /// A worker goes home.
    pub(crate) fn leave(&mut self) {
        self.seeking -= 1;
        self.workers -= 1;
    }

    /// Sends idle workers home where nothing came since this was asked last, or where all have to
    /// go; gives how many are to be woken for it.
    pub(crate) fn dismiss(&mut self, all: bool) -> usize {
        let used = std::mem::take(&mut self.used);
        if used && !all {
            return 0;
        }
        let idle = std::mem::take(&mut self.idle);
        self.workers -= idle;
        self.dismissed += idle;
        idle
    }

    /// Whether the worker that asks was woken to go home.
    pub(crate) fn is_dismissed(&mut self) -> bool {
        let dismissed = self.dismissed > 0;
        self.dismissed -= usize::from(dismissed);
        dismissed
    }

    pub(crate) fn is_idle(&self) -> bool {
        let nothing = self.known.is_empty() && self.reserved == 0 && self.next_due.is_none();
        nothing && self.workers == 0 && self.health.is_well() && self.written.is_well()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// A worker is done with a delivery. The endpoint took it: it bears more. It did not: it is
    /// given half.
    pub(crate) fn adapt(&mut self, taken: bool) {
        self.seeking += 1;
        self.width = if taken { (self.width + 1).min(MOST_WIDTH) } else { (self.width / 2).max(1) };
    }

    /// It gets no more requests at a time than that, whatever it shows to bear.
    pub(crate) fn bear_at_most(&mut self, most: Option<u16>) {
        self.most = most.map_or(MOST_WIDTH, |most| usize::from(most.max(1)));
    }

    fn bears(&self) -> usize {
        // One probe at a time, whatever it bore before.
        if self.health.open_since.is_some() { 1 } else { self.width.min(self.most) }
    }

    /// What it has in hand: all that it knows, once it has let go of what waits.
    pub(crate) fn in_hand(&self) -> Vec<EventId> {
        self.known.iter().copied().collect()
    }

    /// The store tells about that delivery from now on.
    pub(crate) fn forget(&mut self, event: EventId) -> bool {
        if let Some(meanwhile) = &mut self.loading {
            meanwhile.insert(event);
        }
        self.known.remove(&event)
    }

    /// Lets go of all that waits; the store keeps it. Gives how many there were.
    pub(crate) fn clear(&mut self) -> usize {
        let before = self.known.len();
        for owed in self.queue.drain(..) {
            self.known.remove(&owed.event);
        }
        before - self.known.len()
    }

    /// Forgets all that it knows; what is on its way ends, and changes nothing. Gives how many
    /// deliveries there were in memory.
    pub(crate) fn forget_all(&mut self) -> usize {
        let known = self.known.len();
        self.queue.clear();
        self.known.clear();
        (self.next_due, self.more) = (None, false);
        known
    }

    pub(crate) fn begin_loading(&mut self) -> bool {
        let free = self.loading.is_none();
        if free {
            self.loading = Some(HashSet::new());
            // What is told from now on may be newer than what the look finds.
            self.next_due = None;
        }
        free
    }

    /// Whether some things go one after the other: what is settled lets the next go.
    pub(crate) fn is_ordered(&self) -> bool {
        self.endpoint.as_ref().is_some_and(|it| it.webhook.options.order.is_some())
    }

    /// Takes in what the store says is due, in its order and up to [`AT_ONCE`] that are new; gives
    /// how many there were.
    pub(crate) fn end_loading(&mut self, waiting: Waiting, now: i64) -> usize {
        let meanwhile = self.loading.take().unwrap_or_default();
        let Waiting { found, full, claimable, .. } = waiting;
        let mut more = full || claimable;
        let mut later = None;
        let mut new = 0;
        for (due_at, owed) in found {
            if due_at > now {
                (later, more) = (Some(due_at), claimable);
                break;
            }
            if new == AT_ONCE {
                more = true;
                break;
            }
            if !meanwhile.contains(&owed.event) && self.line_up(owed) {
                new += 1;
            }
        }
        if self.is_ordered() && !meanwhile.is_empty() {
            // What follows may be due by now, and this look did not see it.
            later = Some(now);
        }
        self.more = more;
        let found = if self.more { Some(now) } else { later };
        self.next_due = self.next_due.into_iter().chain(found).min();
        new
    }

    /// The store could not be looked at: everything there has to be asked about again.
    pub(crate) fn fail_loading(&mut self, now: i64) {
        self.loading = None;
        self.next_due = Some(now);
    }
}

/// Who takes a delivery.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Called {
    /// A worker that waits.
    Idle,
    /// One that has to be started.
    New,
    /// One that waits for a batch to be whole.
    Gathering,
}

/// By webhook.
pub(crate) type Map = HashMap<No, Arc<Lane>, RandomState>;

#[cfg(test)]
mod tests;
