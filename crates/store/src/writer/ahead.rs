//! Acknowledged by the journal, then taken over into the tables: the way in on SQLite.
//!
//! A sync of the journal costs a fraction of a commit, and what has gathered meanwhile is taken
//! over in transactions so large that their price hardly counts. Nobody waits for those.

use super::batch::Batch;
use super::commit::oldest;
use super::load::{Load, add_claim, first_reports};
use super::plan::{Room, Setting, claims, taken};
use super::shot::Beat;
use super::statements::SEEN_ONCE;
use super::{LONGEST_LINGER, Writer, answer, log, refuse};
use crate::journal::{Journal, Mark, NotKept};
use crate::recall::{Claim, Recall};
use crate::shared::Shared;
use crate::{Ingest, StoreError};
use event::EventId;
use sea_orm::DbBackend;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// How many events are taken over together under load.
const MANY: usize = 1024;

type Done = Result<(), StoreError>;

/// The journal, and what it holds that the tables do not.
pub(super) struct Ahead {
    journal: Journal,
    recall: Recall,
    next: Load,
    landing: Option<Landing>,
    /// Whether the last callbacks were refused, and that was said.
    refuses: bool,
}

/// What is being taken over, or is to be tried again.
struct Landing {
    load: Arc<Load>,
    beat: Beat,
    task: Option<JoinHandle<Done>>,
}

impl Ahead {
    pub(super) fn new(journal: Journal) -> Self {
        let next = Load::new(DbBackend::Sqlite);
        Self { journal, recall: Recall::new(), next, landing: None, refuses: false }
    }

    /// Whether something is to be taken over.
    pub(super) fn waits(&self) -> bool {
        self.landing.is_none() && self.next.events > 0
    }

    pub(super) fn is_landing(&self) -> bool {
        self.landing.as_ref().is_some_and(|landing| landing.task.is_some())
    }

    /// How the transaction that is under way ended; waits for ever where there is none.
    pub(super) async fn done(&mut self) -> Done {
        let Some(task) = self.landing.as_mut().and_then(|landing| landing.task.as_mut()) else {
            return std::future::pending().await;
        };
        // A task that panics has told its panic; the transaction is tried again.
        let done = task.await.unwrap_or(Err(StoreError::Closed));
        if let Some(landing) = &mut self.landing {
            landing.task = None;
        }
        done
    }

    /// The first report with that claim, where the tables do not hold it yet.
    fn first(&self, claim: &Claim) -> Option<EventId> {
        let landing = self.landing.as_ref().and_then(|it| it.load.first(claim));
        landing.or_else(|| self.next.first(claim))
    }

    /// Callbacks that go into the tables by another way.
    pub(super) fn note(&mut self, ingests: &[&Ingest]) {
        for (claim, ..) in claims(ingests.iter().copied()) {
            self.recall.add(&claim);
        }
    }

    /// The table's claims are known.
    pub(super) fn remember(&mut self, recall: Recall) {
        self.recall.complete(recall);
    }

    /// Writes a record, and finds out meanwhile which events were reported before.
    async fn keep(
        &mut self,
        shared: &Shared,
        ingests: &[&Ingest],
    ) -> Result<(Mark, HashMap<EventId, EventId>), NotTaken> {
        let mut before = HashMap::new();
        let mut asked = SEEN_ONCE.rows(DbBackend::Sqlite);
        for (claim, ingest, event) in claims(ingests.iter().copied()) {
            match self.first(&claim) {
                Some(first) => _ = before.insert(event.id, first),
                None if self.recall.may_hold(&claim) => add_claim(&mut asked, ingest, event),
                None => {}
            }
        }
        // Polled in this order: the question is on its way while this thread waits for the disk.
        let (found, kept) = tokio::join!(first_reports(&shared.look, asked), async {
            self.journal.append(ingests)
        });
        let mark = kept?;
        before.extend(found?);
        for (claim, _, event) in claims(ingests.iter().copied()) {
            if before.contains_key(&event.id) {
                continue;
            }
            if let Some(first) = self.next.first(&claim) {
                before.insert(event.id, first);
            } else {
                self.recall.add(&claim);
                self.next.claim(claim, event.id);
            }
        }
        Ok((mark, before))
    }
}

/// Why a batch was not taken in.
enum NotTaken {
    /// There is no room in the journal.
    Full,
    Failed(StoreError),
}

impl From<NotKept> for NotTaken {
    fn from(error: NotKept) -> Self {
        match error {
            NotKept::Full => Self::Full,
            NotKept::Io(error) => Self::Failed(StoreError::Journal(error)),
        }
    }
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl Writer {
    /// Takes a batch in: on disk in the journal, answered, handed over. Gives it back where the
    /// journal has no room for it at all.
    pub(super) async fn take_ahead(&mut self, batch: Batch) -> Option<Batch> {
        let (ingests, replies): (Vec<_>, Vec<_>) = batch.ingests.into_iter().unzip();
        let all: Vec<&Ingest> = ingests.iter().map(AsRef::as_ref).collect();
        let mut kept = self.keep_ahead(&all).await;
        if matches!(kept, Err(NotTaken::Full)) {
            kept = match self.catch_up().await {
                Ok(()) => self.keep_ahead(&all).await,
                Err(error) => Err(error.into()),
            };
        }
        match kept {
            Ok((mark, before)) => {
                self.note_refused(false);
                // Before anybody is told: who is told may look.
                self.shared.ahead.store(true, Ordering::Release);
                // Told first, planned then: the next callbacks are on their way meanwhile.
                answer(replies, all.iter().map(|ingest| Ok(taken(ingest, &before))));
                self.plan_ahead(&all, &before, mark);
            }
            Err(NotTaken::Full) => {
                let ingests = ingests.into_iter().zip(replies).collect();
                return Some(Batch::of(ingests));
            }
            Err(NotTaken::Failed(error)) => {
                let known = self.note_refused(true) || self.suspect;
                if !known {
                    tracing::error!(error.cause = ?error, "The store fails; nothing is taken in");
                }
                refuse(replies.into_iter());
            }
        }
        None
    }

    /// Whether callbacks are refused from now on; gives whether they were.
    fn note_refused(&mut self, refuses: bool) -> bool {
        let ahead = self.ahead.as_mut();
        ahead.is_some_and(|ahead| std::mem::replace(&mut ahead.refuses, refuses))
    }

    /// Has them on disk, in the journal; gives which events were reported before.
    async fn keep_ahead(
        &mut self,
        ingests: &[&Ingest],
    ) -> Result<(Mark, HashMap<EventId, EventId>), NotTaken> {
        if self.suspect {
            self.catch_up().await?;
        }
        let began = Instant::now();
        let Some(ahead) = &mut self.ahead else { return Err(NotTaken::Full) };
        let kept = ahead.keep(&self.shared, ingests).await?;
        self.note(ingests.len(), began.elapsed());
        Ok(kept)
    }

    /// Hands over what is on disk, and makes the rows that follow.
    fn plan_ahead(&mut self, ingests: &[&Ingest], before: &HashMap<EventId, EventId>, mark: Mark) {
        let registry = self.shared.registry.load_full();
        let members = self.shared.cluster.members.load_full();
        let setting = Setting::new(&self.shared, &registry, before, &members);
        let now = setting.now;
        let Some(ahead) = &mut self.ahead else { return };
        let load = &mut ahead.next;
        load.plan.number = self.number;
        let mut room = Room::new(self.handover.clone());
        for ingest in ingests {
            load.plan.claim(ingest, before);
            load.plan.add(ingest, &setting, &mut room);
        }
        self.number = load.plan.number;
        if self.shared.watches.any() {
            load.projects.extend(ingests.iter().map(|ingest| ingest.project));
        }
        load.mark = Some(mark);
        load.events += ingests.iter().map(|ingest| ingest.events.len()).sum::<usize>();
        load.since.get_or_insert_with(Instant::now);
        load.oldest = load.oldest.into_iter().chain(oldest(ingests)).min();
        let hand = std::mem::take(&mut load.plan.hand);
        self.hand_over(hand, room, now, false);
    }

    /// Begins to take over, where it is time and nothing is under way.
    pub(super) fn land(&mut self, all: bool) {
        let Some(ahead) = &mut self.ahead else { return };
        if ahead.is_landing() || self.suspect && !all {
            return;
        }
        let waited = ahead.next.since.is_some_and(|since| since.elapsed() >= LONGEST_LINGER);
        let due = all || waited || ahead.next.events >= MANY || self.outcomes_wait();
        if due {
            self.begin_landing();
        }
    }

    /// Gives whether there is anything to take over.
    fn begin_landing(&mut self) -> bool {
        let again = self.ahead.as_mut().and_then(|ahead| ahead.landing.take());
        let load = match again {
            Some(landing) => landing.load,
            None => match self.next_load() {
                Some(load) => Arc::new(load),
                None => return false,
            },
        };
        let beat = self.next_beat(load.oldest);
        let (shared, its) = (self.shared.clone(), load.clone());
        let checkpoints = self.log.is_due();
        let task = tokio::spawn(async move {
            its.land(&shared, beat).await?;
            if checkpoints {
                log::checkpoint(&shared).await;
            }
            Ok(())
        });
        if let Some(ahead) = &mut self.ahead {
            ahead.landing = Some(Landing { load, beat, task: Some(task) });
        }
        true
    }

    fn next_load(&mut self) -> Option<Load> {
        let settled = self.outcomes(true);
        let ahead = self.ahead.as_mut()?;
        if settled.is_empty() && ahead.next.events == 0 {
            return None;
        }
        let mut load = std::mem::replace(&mut ahead.next, Load::new(DbBackend::Sqlite));
        load.settled = settled;
        Some(load)
    }

    /// What follows once a load is in the tables, or is not.
    pub(super) fn landed(&mut self, done: Done) -> Done {
        let Some(ahead) = &mut self.ahead else { return done };
        if let Err(error) = done {
            if !self.suspect {
                tracing::error!(error.cause = ?error, "The store fails; nothing is taken in");
            }
            self.suspect = true;
            self.low_written = i64::MAX;
            return Err(error);
        }
        let Some(landing) = ahead.landing.take() else { return Ok(()) };
        if let Some(mark) = landing.load.mark {
            ahead.journal.taken_over(mark);
        }
        self.shared.ahead.store(ahead.next.events > 0, Ordering::Release);
        self.said(landing.beat);
        self.shared.watches.tell(&landing.load.projects);
        self.settled(&landing.load.settled);
        self.fans_out |= landing.load.plan.fans_out;
        self.wait(&landing.load.plan.wait);
        Ok(())
    }

    /// Waits until the tables hold all that was acknowledged, and all outcomes.
    pub(super) async fn catch_up(&mut self) -> Done {
        while let Some(ahead) = &mut self.ahead {
            if ahead.is_landing() {
                let done = ahead.done().await;
                self.landed(done)?;
            } else if !self.begin_landing() {
                break;
            }
        }
        Ok(())
    }
}
