//! SQLite's write-ahead log: moved into the tables before it grows large.
//!
//! Between two commits nobody else writes, so a checkpoint gets to the end of the log, and the
//! next commit begins it anew: the same few megabytes are written over and over, which costs the
//! file system far less than a log that grows.

use crate::shared::Shared;
use sea_orm::ConnectionTrait;
use std::time::Duration;
use tokio::time::Instant;

/// How often a checkpoint is made while there is something to move, and from which size on.
const EVERY: Duration = Duration::from_millis(250);
const WORTH: u64 = 4 << 20;

/// When the last checkpoint was made.
#[derive(Debug)]
pub(super) struct Log {
    checked: Instant,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { checked: Instant::now() }
    }

    /// Whether it is time for another.
    pub(super) fn is_due(&mut self) -> bool {
        let due = self.checked.elapsed() >= EVERY;
        if due {
            self.checked = Instant::now();
        }
        due
    }
}

/// Moves the log into the tables, where there is one, and enough in it.
pub(super) async fn checkpoint(shared: &Shared) {
    let Some(log) = &shared.log else { return };
    if tokio::fs::metadata(log).await.map_or(0, |log| log.len()) < WORTH {
        return;
    }
    let moved = shared.write.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)");
    if let Err(error) = moved.await {
        tracing::warn!(error.cause = %error, "a checkpoint failed");
    }
}
