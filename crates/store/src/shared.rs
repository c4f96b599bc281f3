//! What the writer, the changes and the readers have in common.

use crate::cluster::{Cluster, News};
use crate::feed::Watches;
use crate::registry::{Registry, load};
use crate::writer::{Job, Waits};
use crate::{Handover, InstanceKey, No, Settled, StoreError};
use arc_swap::ArcSwap;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use std::fmt;
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, mpsc};

/// What says the time, in milliseconds since 1970.
pub type Clock = fn() -> i64;

pub(crate) struct Shared {
    /// The one connection that writes.
    pub(crate) write: DatabaseConnection,
    /// Those that read.
    pub(crate) read: DatabaseConnection,
    /// The one that the writer reads by, beside what it writes.
    pub(crate) look: DatabaseConnection,
    /// Whether something was acknowledged that the tables do not hold yet.
    pub(crate) ahead: AtomicBool,
    pub(crate) jobs: mpsc::Sender<Job>,
    /// Outcomes that no commit has taken yet.
    pub(crate) outcomes: Mutex<Vec<Settled>>,
    pub(crate) registry: ArcSwap<Registry>,
    pub(crate) key: InstanceKey,
    pub(crate) clock: Clock,
    /// This run, and those beside it.
    pub(crate) cluster: Cluster,
    /// No delivery held in memory is of an event older than this.
    pub(crate) low_water: AtomicI64,
    /// Whether a fan-out was taken over that the writer has not looked at.
    pub(crate) fans_out: AtomicBool,
    pub(crate) handover: Arc<dyn Handover>,
    /// Who waits for events of which project.
    pub(crate) watches: Watches,
    /// How long events are kept, in milliseconds.
    pub(crate) retention: i64,
    /// Says that there is a job to work on.
    pub(crate) work: Notify,
    /// The write-ahead log, on SQLite.
    pub(crate) log: Option<PathBuf>,
    /// Holds the data folder's lock for as long as the store lives.
    pub(crate) _files: Option<File>,
}

impl Shared {
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }

    pub(crate) fn hub(&self) -> No {
        self.cluster.hub.load(Ordering::Acquire)
    }

    /// Whether other hubs may share the store.
    pub(crate) fn is_shared(&self) -> bool {
        self.cluster.news.is_some()
    }

    /// Knows this registry from now on, unless it knows a newer one.
    pub(crate) fn know(&self, registry: &Arc<Registry>) {
        self.registry.rcu(|known| {
            if known.version < registry.version { registry.clone() } else { known.clone() }
        });
    }

    /// Who sees to what a webhook is owed from now on.
    pub(crate) fn sees_to(&self, project: No, webhook: No) -> No {
        let (me, registry) = (self.hub(), self.registry.load());
        let Some(to) = registry.subscription(project, webhook) else { return me };
        self.cluster.members.load().sees_to(me, self.cluster.dispatches, to)
    }

    /// Tells whoever sees to it that a delivery waits in the store.
    pub(crate) fn wait(&self, waits: Waits) {
        let Waits { owner, project, webhook, due_at } = waits;
        let cluster = &self.cluster;
        let Some(news) = &cluster.news else {
            return self.handover.waits(project, webhook, due_at);
        };
        if owner == self.hub() && cluster.dispatches {
            return self.handover.waits(project, webhook, due_at);
        }
        let members = cluster.members.load();
        let home = || members.home(webhook);
        match Some(owner).filter(|owner| members.sends(*owner)).or_else(home) {
            // It belongs to nobody who sends, and has to be claimed.
            Some(hub) if hub == self.hub() => self.handover.look_again(),
            // Who is gone hears nothing; the next look finds what waits.
            Some(hub) => _ = news.send(News { hub, project, webhook, due_at }),
            None => {}
        }
    }

    /// Reads what has been set up since.
    pub(crate) async fn renew(&self) -> Result<(), StoreError> {
        let version = self.number(&self.read, "SELECT version FROM registry").await?;
        if self.registry.load().version < version {
            self.learn(&self.read, version).await?;
            self.handover.look_again();
        }
        Ok(())
    }

    /// Knows that version of what is set up, or a newer one, from now on; gives it.
    pub(crate) async fn learn(
        &self,
        db: &impl ConnectionTrait,
        version: i64,
    ) -> Result<Arc<Registry>, StoreError> {
        let known = self.registry.load_full();
        if known.version >= version {
            return Ok(known);
        }
        let newer = Arc::new(load(db, &self.key, &known, version).await?);
        self.know(&newer);
        Ok(newer)
    }

    /// Adds an outcome to those that no commit has taken; says whether it is the only one.
    pub(crate) fn note(&self, settled: Settled) -> bool {
        let mut outcomes = self.outcomes();
        outcomes.push(settled);
        outcomes.len() == 1
    }

    pub(crate) fn outcomes(&self) -> MutexGuard<'_, Vec<Settled>> {
        self.outcomes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn low_water(&self) -> i64 {
        self.low_water.load(Ordering::Relaxed)
    }

    /// Begins to write. SQLite takes its lock at once: a transaction that reads first and
    /// writes later may find that it cannot.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// Reads one number.
    pub(crate) async fn number(
        &self,
        db: &impl ConnectionTrait,
        sql: &str,
    ) -> Result<i64, StoreError> {
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        Ok(row.ok_or(StoreError::Unreadable("registry"))?.try_get_by_index(0)?)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("hub", &self.hub()).finish_non_exhaustive()
    }
}
