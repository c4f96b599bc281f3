//! Opening a store: connections, the instance key, what an earlier run left behind.

mod connect;

use crate::cluster::{self, Cluster};
use crate::feed::Watches;
use crate::house;
use crate::job;
use crate::journal::Journal;
use crate::recall;
use crate::registry::{Registry, load};
use crate::shared::Shared;
use crate::writer::{Job, Writer};
use crate::{Clock, Handover, InstanceKey, NotSealed, Store, StoreError};
use arc_swap::ArcSwap;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, mpsc};

/// How many jobs may wait for the writer before those who bring more wait with them.
const QUEUE: usize = 8192;

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite://PATH` or `postgres://…`, brought to the newest schema before.
    pub url: String,
    /// What secrets are sealed with.
    pub key: InstanceKey,
    /// What says the time.
    pub clock: Clock,
    /// How many bytes of callbacks are kept for each source.
    pub kept_cap: u64,
    /// How long events, and all that is about them, are kept, in milliseconds.
    pub retention: i64,
    /// Whether this hub sends what the handover is given; others do, where it does not.
    pub dispatches: bool,
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("another hub is running on {0}")]
    Locked(PathBuf),
    /// The last run did not end in good order, and what it left behind is gone.
    #[error(
        "{0} is missing, which may hold events that were acknowledged and are nowhere else: put it \
         back, or make an empty file of that name to go on without them"
    )]
    NoJournal(PathBuf),
    /// The file system refused.
    #[error("cannot open {0}")]
    File(PathBuf, #[source] std::io::Error),
    /// Secrets in it were sealed with another key.
    #[error(
        "the instance key is not the one that this store was made with: TIDINGS_SECRET_KEY, or \
         the file `secret.key` in the data folder, must be as it was then"
    )]
    WrongKey,
    /// The engine in this binary has a known fault.
    #[error("SQLite {0} can corrupt a write-ahead log; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// The engine failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine could not be reached.
    #[error("cannot reach the store")]
    Engine(#[from] sea_orm::DbErr),
}

impl Store {
    /// Opens a store and starts its writer.
    ///
    /// What the last run held in memory becomes due, and the handover is told to look.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says what is in the way.
    pub async fn open(options: Options, handover: Arc<dyn Handover>) -> Result<Self, OpenError> {
        let mut connected = connect::connect(&options.url).await?;
        let now = (options.clock)();
        prepare(&connected.write, &options.key, now).await?;
        let (cluster, told) = Cluster::join(&connected.write, options.dispatches, now).await?;
        let registry = newest(&connected.read, &options.key).await?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let shared = Arc::new(Shared {
            write: connected.write,
            read: connected.read,
            look: connected.look,
            jobs,
            outcomes: Mutex::default(),
            ahead: AtomicBool::new(false),
            registry: ArcSwap::from_pointee(registry),
            key: options.key,
            clock: options.clock,
            cluster,
            low_water: AtomicI64::new(now),
            fans_out: AtomicBool::new(true),
            handover: handover.clone(),
            watches: Watches::default(),
            retention: options.retention,
            work: Notify::new(),
            log: connected.log,
            _files: connected.files,
        });
        let store = Self { shared: shared.clone() };
        cluster::take_over_all(&shared, now).await?;
        let mut writer = Writer::new(shared.clone(), queue, handover.clone(), options.kept_cap);
        if let Some(mut disk) = connected.journal.take() {
            let begin = writer.replay(&mut disk).await?;
            writer.acknowledge_by(Journal::begin(disk, begin));
            tokio::spawn(remember(store.clone()));
        }
        tokio::spawn(writer.run());
        cluster::live(&store, told, options.url);
        go_on_beside(&store, options.retention);
        Ok(store)
    }
}

/// Starts what goes on by itself, and has what waits looked at.
fn go_on_beside(store: &Store, retention: i64) {
    store.shared.handover.look_again();
    tokio::spawn(job::work(store.clone()));
    tokio::spawn(house::keep(store.clone(), retention));
}

/// Tells the writer what reports there are in the table.
async fn remember(store: Store) {
    match recall::fill(&store.shared).await {
        // While the hub shuts down nobody wants to know.
        Ok(recall) => _ = store.ask(Job::Recall(recall)).await,
        Err(error) => tracing::warn!(error.cause = ?error, "every report is looked up"),
    }
}

async fn newest(db: &DatabaseConnection, key: &InstanceKey) -> Result<Registry, StoreError> {
    let sql = "SELECT version FROM registry";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let version = row.ok_or(StoreError::Unreadable("registry"))?.try_get_by_index(0)?;
    load(db, key, &Registry::default(), version).await
}

/// Sees that it is the store of that key, and that there is room for the days to come.
async fn prepare(db: &DatabaseConnection, key: &InstanceKey, now: i64) -> Result<(), OpenError> {
    check_key(db, key).await?;
    if db.get_database_backend() == DbBackend::Postgres
        && let Err(error) = house::make_days(db, now).await
    {
        // Others are busy in the table; what has no part of its own is kept beside.
        tracing::warn!(error.cause = ?error, "The parts of the days to come are still to be made");
    }
    Ok(())
}

/// A value that only the right key opens; written by the first run.
async fn check_key(db: &DatabaseConnection, key: &InstanceKey) -> Result<(), OpenError> {
    const PLACE: &str = "meta.check";
    let backend = db.get_database_backend();
    let make = "INSERT INTO meta (name, value) VALUES ('check', $1) ON CONFLICT DO NOTHING";
    let sealed = key.seal(PLACE, &"tidings");
    db.execute_raw(Statement::from_sql_and_values(backend, make, [sealed.into()])).await?;
    let read = "SELECT value FROM meta WHERE name = 'check'";
    let row = db.query_one_raw(Statement::from_string(backend, read)).await?;
    let row = row.ok_or(StoreError::Unreadable("meta.check"))?;
    let sealed: Vec<u8> = row.try_get_by_index(0)?;
    let opened = key.open::<String>(PLACE, &sealed);
    opened.map(|_| ()).map_err(|NotSealed| OpenError::WrongKey)
}
