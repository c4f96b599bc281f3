//! Connections: one that writes, a few that read, one that the writer reads by.

use super::OpenError;
use crate::journal::{self, Disk};
use crate::writer::said;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The first release without the fault in which a checkpoint beside a commit loses the log.
const SOUND_SQLITE: [u32; 3] = [3, 51, 3];

pub(super) struct Connected {
    pub write: DatabaseConnection,
    pub read: DatabaseConnection,
    /// The one that the writer reads by.
    pub look: DatabaseConnection,
    pub log: Option<PathBuf>,
    pub journal: Option<Disk>,
    /// Holds the data folder's lock.
    pub files: Option<File>,
}

pub(super) async fn connect(url: &str) -> Result<Connected, OpenError> {
    match url.strip_prefix("sqlite://") {
        Some(path) => sqlite(Path::new(path.split('?').next().unwrap_or(path)), url).await,
        None => postgres(url).await,
    }
}

async fn sqlite(path: &Path, url: &str) -> Result<Connected, OpenError> {
    let path = &path.canonicalize().map_err(|error| OpenError::File(path.to_owned(), error))?;
    // By its one name: a link to it leads to the same lock and the same journal.
    let files = Some(lock(path)?);
    let write = Database::connect(sqlite_options(url, 1, "-65536", false)).await?;
    check_version(&write).await?;
    let read = Database::connect(sqlite_options(url, 3, "-6144", true)).await?;
    let look = Database::connect(sqlite_options(url, 1, "-8192", true)).await?;
    let journal = path.with_extension("journal");
    let known = said(&write).await?.is_some();
    if known && !journal.try_exists().unwrap_or(true) {
        return Err(OpenError::NoJournal(journal));
    }
    if known && journal.metadata().is_ok_and(|it| it.len() < journal::SIZE) {
        tracing::error!(file = %journal.display(), "The journal was cut short: events may be lost");
    }
    let opened = journal::open(&journal).map_err(|error| OpenError::File(journal, error))?;
    Ok(Connected { write, read, look, log: Some(log_of(path)), journal: Some(opened), files })
}

/// One process a store: SQLite would let two in, and they would send everything twice.
fn lock(path: &Path) -> Result<File, OpenError> {
    let path = path.with_extension("lock");
    let failed = |error| OpenError::File(path.clone(), error);
    let file = journal::private().open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked(path)),
        Err(TryLockError::Error(error)) => Err(OpenError::File(path, error)),
    }
}

fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

fn sqlite_options(url: &str, most: u32, cache: &'static str, reads: bool) -> ConnectOptions {
    let mut options = common(url, most);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .pragma("journal_mode", "WAL")
            // A commit returns when the log is on disk: what was acknowledged survives power loss.
            .pragma("synchronous", "FULL")
            .pragma("busy_timeout", "10000")
            .pragma("foreign_keys", "ON")
            .pragma("cache_size", cache)
            // Checkpoints are made between commits, not as a part of one.
            .pragma("wal_autocheckpoint", "0")
            .pragma("journal_size_limit", "67108864")
            .pragma("temp_store", "MEMORY")
            .pragma("query_only", if reads { "ON" } else { "OFF" })
    });
    options
}

async fn check_version(db: &DatabaseConnection) -> Result<(), OpenError> {
    let sql = "SELECT sqlite_version()";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let version: String = match row {
        Some(row) => row.try_get_by_index(0)?,
        None => String::new(),
    };
    let parts: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    if parts.as_slice() >= SOUND_SQLITE.as_slice() {
        Ok(())
    } else {
        Err(OpenError::OldSqlite(version))
    }
}

async fn postgres(url: &str) -> Result<Connected, OpenError> {
    let mut writes = common(url, 1);
    let sync = !url.contains("synchronous_commit");
    writes.map_sqlx_postgres_opts(move |postgres| {
        let postgres = short_lived(postgres).application_name("tidings write");
        // What was acknowledged survives the server's crash, whatever its own default is.
        if sync { postgres.options([("synchronous_commit", "on")]) } else { postgres }
    });
    let write = Database::connect(writes).await?;
    let mut reads = common(url, 4);
    reads.map_sqlx_postgres_opts(|postgres| short_lived(postgres).application_name("tidings read"));
    // A connection may have died while nobody used it; a read has the time to find out.
    reads.test_before_acquire(true);
    let read = Database::connect(reads).await?;
    let look = read.clone();
    Ok(Connected { write, read, look, log: None, journal: None, files: None })
}

/// A hub that was stopped in the middle of a transaction keeps no locks: the server ends it.
fn short_lived(postgres: PgConnectOptions) -> PgConnectOptions {
    postgres.options([("idle_in_transaction_session_timeout", "5000")])
}

fn common(url: &str, most: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .min_connections(1)
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        // The connection that writes holds the lock of the run: it lives as long as the process.
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false);
    options
}
