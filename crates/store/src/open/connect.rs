//! Connections: one that writes, a few that read, one for checkpoints.

use super::OpenError;
use crate::shared::Shared;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// The first release without the fault in which a checkpoint beside a commit loses the log.
const SOUND_SQLITE: [u32; 3] = [3, 51, 3];

/// From this size on the write-ahead log is worth a checkpoint, and how often that is looked at.
const LOG_WORTH: u64 = 4 << 20;
const LOG_EVERY: Duration = Duration::from_millis(500);

pub(super) struct Connected {
    pub write: DatabaseConnection,
    pub read: DatabaseConnection,
    pub log: Option<PathBuf>,
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
    let files = Some(lock(path)?);
    let write = Database::connect(sqlite_options(url, 1, "-16384", false)).await?;
    check_version(&write).await?;
    let read = Database::connect(sqlite_options(url, 3, "-6144", true)).await?;
    Ok(Connected { write, read, log: Some(log_of(path)), files })
}

/// One process a store: SQLite would let two in, and they would send everything twice.
fn lock(path: &Path) -> Result<File, OpenError> {
    let path = path.with_extension("lock");
    let failed = |error| OpenError::File(path.clone(), error);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(failed)?;
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
            // Checkpoints are made beside the writer, not by whoever commits.
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
    if !url.contains("synchronous_commit") {
        // What was acknowledged survives the server's crash, whatever its own default is.
        writes.map_sqlx_postgres_opts(|postgres| postgres.options([("synchronous_commit", "on")]));
    }
    let write = Database::connect(writes).await?;
    let mut reads = common(url, 4);
    // A connection may have died while nobody used it; a read has the time to find out.
    reads.test_before_acquire(true);
    let read = Database::connect(reads).await?;
    Ok(Connected { write, read, log: None, files: None })
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

/// Moves the write-ahead log into the database, beside the writer, for as long as the store lives.
pub(super) fn checkpoint(shared: &Arc<Shared>) {
    if let Some(log) = shared.log.clone() {
        tokio::spawn(keep_small(Arc::downgrade(shared), log));
    }
}

async fn keep_small(shared: Weak<Shared>, log: PathBuf) {
    let mut tick = tokio::time::interval(LOG_EVERY);
    let path = log.to_string_lossy().trim_end_matches("-wal").to_owned();
    let options = sqlite_options(&format!("sqlite://{path}"), 1, "-2048", false);
    let Ok(db) = Database::connect(options).await else {
        tracing::warn!("no connection for checkpoints: the writer makes them itself");
        return;
    };
    loop {
        tick.tick().await;
        if shared.strong_count() == 0 {
            break;
        }
        let size = tokio::fs::metadata(&log).await.map_or(0, |log| log.len());
        if size > LOG_WORTH {
            report(db.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await.map(|_| ()));
        }
    }
    report(db.close().await);
}

fn report(done: Result<(), DbErr>) {
    if let Err(error) = done {
        tracing::warn!(error.cause = %error, "a checkpoint failed");
    }
}
