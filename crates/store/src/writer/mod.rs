//! The one writer: gathers what there is, writes it in one transaction, then says so.
//!
//! While one batch is on its way to the disk the next gathers, so its size follows the load by
//! itself and a lone request waits for nothing.

mod ahead;
mod at_once;
mod batch;
mod column;
mod commit;
mod expand;
mod held;
mod job;
mod kept;
mod load;
mod log;
mod meters;
mod once;
mod pace;
mod patience;
mod plan;
mod replay;
mod rows;
mod select;
mod settle;
mod shot;
mod statements;
mod template;
mod upkeep;

pub(crate) use self::column::{Changes, Column, Kind};
pub(crate) use self::job::{Job, Reply, Turn};
pub(crate) use self::load::said;
pub(crate) use self::plan::{OWED_WIDTH, Waits};
pub(crate) use self::rows::{Cell, Rows};
pub(crate) use self::template::Template;

use self::ahead::Ahead;
use self::at_once::{answer, refuse};
use self::batch::Batch;
use self::held::{Held, Key};
use self::kept::Kept;
use self::log::Log;
use self::meters::Meters;
use self::pace::Pace;
use self::patience::{FOR_OTHERS, patiently};
use crate::journal::Journal;
use crate::shared::Shared;
use crate::{Handover, Ingest, Owed, Settled, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

/// How many jobs one batch takes up.
const MOST_JOBS: usize = 1024;

/// How long outcomes wait for a callback to share its commit with, and how many of them at most:
/// written together they cost less. Nobody waits for them.
const LINGER: Duration = Duration::from_millis(15);
const LONGEST_LINGER: Duration = Duration::from_millis(40);
const MOST_LINGERING: usize = 512;

/// Below this many callbacks a commit the next waits for nobody.
const FEW: usize = 8;

/// How often the writer looks after itself when nobody asks for anything.
const TICK: Duration = Duration::from_millis(500);

pub(crate) struct Writer {
    shared: Arc<Shared>,
    jobs: mpsc::Receiver<Job>,
    handover: Arc<dyn Handover>,
    held: Held,
    kept: Kept,
    pace: Pace,
    meters: Meters,
    log: Log,
    /// The journal, on SQLite.
    ahead: Option<Ahead>,
    /// Since when there are outcomes that no commit has taken.
    unsettled_since: Option<Instant>,
    /// After an error memory and store may disagree, until somebody has looked.
    suspect: bool,
    /// How often that was in vain.
    mends: u32,
    /// Another hub has ended this run: a new one has to begin.
    fenced: bool,
    /// Whether events wait for the rest of their deliveries.
    fans_out: bool,
    beat_at: i64,
    low_written: i64,
    /// For how many commits repeats are expected.
    careful: u32,
    /// The number of the next event within this run. It only grows; some are never used.
    number: i64,
    /// How often this run did not hear what became of a commit; none where it is still to say so.
    doubts: Option<i64>,
}

impl Writer {
    pub(crate) fn new(
        shared: Arc<Shared>,
        jobs: mpsc::Receiver<Job>,
        handover: Arc<dyn Handover>,
        kept_cap: u64,
    ) -> Self {
        Self {
            shared,
            jobs,
            handover,
            held: Held::default(),
            kept: Kept::new(kept_cap),
            pace: Pace::default(),
            meters: Meters::new(),
            log: Log::new(),
            ahead: None,
            unsettled_since: None,
            suspect: false,
            mends: 0,
            fenced: false,
            fans_out: true,
            beat_at: 0,
            low_written: i64::MAX,
            careful: 0,
            number: 1,
            doubts: Some(0),
        }
    }

    /// Acknowledges by that journal from now on.
    pub(crate) fn acknowledge_by(&mut self, journal: Journal) {
        self.ahead = Some(Ahead::new(journal));
    }

    /// Works until it is told to close.
    pub(crate) async fn run(mut self) {
        let mut tick = interval_at(Instant::now() + TICK, TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut jobs = Vec::with_capacity(MOST_JOBS);
        loop {
            let lingering =
                self.unsettled_since.is_some() || self.ahead.as_ref().is_some_and(Ahead::waits);
            tokio::select! {
                biased;
                _ = tick.tick() => {
                    self.upkeep().await;
                    // However long that took, it is somebody else's turn.
                    tick.reset();
                }
                done = landing(&mut self.ahead) => {
                    // What failed is tried again with the next tick, or when somebody asks.
                    _ = self.landed(done);
                }
                taken = self.jobs.recv_many(&mut jobs, MOST_JOBS) => {
                    if taken == 0 {
                        break;
                    }
                    self.gather(&mut jobs).await;
                    if let Some(closed) = self.work(&mut jobs).await {
                        self.close().await;
                        _ = closed.send(());
                        break;
                    }
                }
                () = sleep(LINGER), if lingering => self.flush(Batch::default(), true).await,
            }
        }
    }

    /// Under load a commit costs more than what it writes: it waits a moment for those whom the
    /// last ones answered, as they come back at once. While there are few, nobody waits.
    async fn gather(&mut self, jobs: &mut Vec<Job>) {
        let expected = self.pace.expected();
        if expected < FEW {
            return;
        }
        let until = Instant::now() + self.pace.patience();
        while jobs.len() < expected.min(MOST_JOBS) && Instant::now() < until {
            tokio::task::yield_now().await;
            while let Ok(job) = self.jobs.try_recv() {
                jobs.push(job);
            }
        }
    }

    /// Does the jobs in their order; gives whom to tell when it should close.
    async fn work(&mut self, jobs: &mut Vec<Job>) -> Option<oneshot::Sender<()>> {
        let mut batch = Batch::default();
        let mut closing = None;
        for job in jobs.drain(..) {
            match job {
                Job::Settled => _ = self.unsettled_since.get_or_insert_with(Instant::now),
                Job::Ingest(ingest, reply) => {
                    batch.add(ingest, reply);
                    if batch.is_full() {
                        self.flush(std::mem::take(&mut batch), false).await;
                    }
                }
                Job::Show(reply) => {
                    self.flush(std::mem::take(&mut batch), true).await;
                    let shared = self.shared.clone();
                    _ = reply.send(patiently(&shared, self.show_held()).await);
                }
                Job::CatchUp(reply) => {
                    self.flush(std::mem::take(&mut batch), false).await;
                    _ = reply.send(self.catch_up().await);
                }
                Job::Recall(recall) => {
                    if let Some(ahead) = &mut self.ahead {
                        ahead.remember(recall);
                    }
                }
                Job::Turn(reply) => {
                    self.flush(std::mem::take(&mut batch), false).await;
                    self.give_turn(reply).await;
                }
                Job::Close(closed) => closing = Some(closed),
            }
        }
        self.flush(batch, false).await;
        if self.fans_out {
            self.expand().await;
        }
        closing
    }

    /// The outcomes for the next commit: all of them, or none while they may linger.
    fn outcomes(&mut self, all: bool) -> Vec<Settled> {
        if !all && !self.outcomes_wait() {
            return Vec::new();
        }
        self.unsettled_since = None;
        let mut outcomes = std::mem::take(&mut *self.shared.outcomes());
        // Those of a run that was ended are nobody's.
        let me = self.shared.hub();
        outcomes.retain(|one| one.owed.run == me);
        outcomes
    }

    /// Whether outcomes have waited for long enough.
    fn outcomes_wait(&self) -> bool {
        let since = self.unsettled_since.map(|since| since.elapsed());
        let waited = since.is_some_and(|since| since >= LONGEST_LINGER);
        waited || since.is_some() && self.shared.outcomes().len() >= MOST_LINGERING
    }

    /// Takes a batch in and answers it, along with outcomes where it is time for them.
    async fn flush(&mut self, batch: Batch, all: bool) {
        if self.ahead.is_none() {
            return self.flush_at_once(batch, all).await;
        }
        let (plain, mut rest) = batch.part();
        if !plain.ingests.is_empty()
            && let Some(long) = self.take_ahead(plain).await
        {
            rest.ingests.extend(long.ingests);
        }
        if rest.ingests.is_empty() {
            return self.land(all);
        }
        if let Some(ahead) = &mut self.ahead {
            let rest: Vec<&Ingest> = rest.ingests.iter().map(|(it, _)| it.as_ref()).collect();
            ahead.note(&rest);
        }
        match self.catch_up().await {
            Ok(()) => self.flush_at_once(rest, all).await,
            Err(_) => refuse(rest.ingests.into_iter().map(|(_, reply)| reply)),
        }
    }

    /// After an error memory and store may disagree.
    fn doubt(&mut self, error: StoreError) -> StoreError {
        self.suspect = true;
        if self.shared.is_shared() {
            self.doubts = None;
        }
        self.low_written = i64::MAX;
        if matches!(error, StoreError::Fenced) {
            self.fenced = true;
            self.shared.cluster.lease.end();
        }
        error
    }

    /// Those outcomes are on disk.
    fn settled(&mut self, settled: &[Settled]) {
        for one in settled {
            self.held.remove(&Key::of(&one.owed));
            self.handover.settled(one.owed.webhook, one.owed.event);
            if let Some(due_at) = one.due_at {
                self.handover.waits(one.owed.project, one.owed.webhook, due_at);
            }
        }
    }

    /// Those deliveries wait in the tables.
    fn wait(&self, waiting: &[Waits]) {
        for waits in waiting {
            self.shared.wait(*waits);
        }
    }

    fn hand_over(&mut self, hand: Vec<Owed>, room: plan::Room, now: i64, have_rows: bool) {
        room.used();
        for owed in hand {
            self.held.add(Key::of(&owed), now, have_rows);
            self.handover.hand(owed);
        }
    }

    fn patience_for_others(&self) -> Duration {
        if self.shared.is_shared() { FOR_OTHERS } else { Duration::MAX }
    }

    /// Lets somebody else write, and waits until they are done.
    async fn give_turn(&mut self, reply: Reply<Turn>) {
        let (over, done) = oneshot::channel();
        let begun = match self.catch_up().await {
            Ok(()) => patiently(&self.shared, self.shared.begin()).await,
            Err(error) => Err(error),
        };
        match begun {
            Ok(tx) => {
                if reply.send(Ok(Turn { tx, over })).is_ok() {
                    // They have the one connection until they are done, whoever waits for it.
                    _ = timeout(self.patience_for_others(), done).await;
                }
            }
            Err(error) => _ = reply.send(Err(error)),
        }
    }
}

/// How the taking over that is under way ended; waits for ever where there is none.
async fn landing(ahead: &mut Option<Ahead>) -> Result<(), StoreError> {
    match ahead {
        Some(ahead) => ahead.done().await,
        None => std::future::pending().await,
    }
}
