//! Many hubs on one PostgreSQL: who lives, who ended, and whose work is whose. See
//! `docs/cluster.md`. On SQLite one process has the store, and most of this has nothing to do.

mod claim;
mod home;
mod inherit;
mod lease;
mod members;
mod news;
mod run;
mod show;
mod verdict;
mod watch;

pub use self::home::home;
pub(crate) use self::inherit::take_over_all;
pub(crate) use self::members::Members;
pub(crate) use self::news::{CHANGED, News};
pub(crate) use self::run::{alive, begin, doubt, hold, release, undoubted};

use self::lease::Lease;
use crate::{No, Store, StoreError};
use arc_swap::ArcSwap;
use sea_orm::{DatabaseConnection, DbBackend};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::AtomicI32;
use std::time::Instant;
use tokio::sync::mpsc;

/// What is to be told to others; none where there can be no others.
type Told = Option<mpsc::UnboundedReceiver<News>>;

/// This run, and what it knows of those beside it.
pub(crate) struct Cluster {
    /// The number of this run; another one after it was fenced.
    pub hub: AtomicI32,
    /// Whether this hub sends.
    pub dispatches: bool,
    /// For how long it may.
    pub lease: Lease,
    /// The runs that live, on PostgreSQL.
    pub members: ArcSwap<Members>,
    /// By lane: the runs that do not see to what they own there.
    pub strangers: Mutex<HashMap<(No, No), Vec<No>>>,
    /// What others are to be told, on PostgreSQL.
    pub news: Option<mpsc::UnboundedSender<News>>,
}

impl Cluster {
    /// Begins a run.
    pub(crate) async fn join(
        db: &DatabaseConnection,
        dispatches: bool,
        now: i64,
    ) -> Result<(Self, Told), StoreError> {
        let begun = Instant::now();
        let hub = begin(db, dispatches, now).await?;
        let is_shared = db.get_database_backend() == DbBackend::Postgres;
        let (news, told) = mpsc::unbounded_channel();
        let cluster = Self {
            hub: AtomicI32::new(hub),
            dispatches,
            lease: if is_shared { Lease::begun(begun) } else { Lease::for_ever() },
            members: ArcSwap::default(),
            strangers: Mutex::default(),
            news: is_shared.then_some(news),
        };
        Ok((cluster, is_shared.then_some(told)))
    }
}

/// Looks after others, hears from them and tells them, where there can be others.
pub(crate) fn live(store: &Store, told: Told, url: String) {
    if let Some(told) = told {
        tokio::spawn(watch::watch(store.clone()));
        tokio::spawn(news::listen(store.clone(), url));
        tokio::spawn(news::tell(store.shared.read.clone(), told));
    }
}
