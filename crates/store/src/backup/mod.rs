//! A copy of a store on SQLite, made while a hub runs on it: one file, which holds what the tables
//! do, and what had been acknowledged and not reached them. See `docs/operations.md`.

mod make;
mod put_back;

pub use self::make::backup;
pub use self::put_back::restore;

use std::io;
use std::path::PathBuf;

/// What the copy keeps of the journal, and how.
const KEPT: &str = "backup.journal";

/// Why a store was not backed up, or not put back.
#[derive(Debug, thiserror::Error)]
pub enum NotBackedUp {
    /// It would be written over.
    #[error("{0} is there already: nothing is written over")]
    Exists(PathBuf),
    /// It is no copy that was made here.
    #[error("{0} is no backup, or not all of one")]
    NoBackup(PathBuf),
    /// Another process has it open.
    #[error("a hub is running on {0}")]
    Locked(PathBuf),
    /// The file system refused.
    #[error("cannot read or write {0}")]
    File(PathBuf, #[source] io::Error),
    /// The engine refused.
    #[error("the engine failed at {0}")]
    Engine(PathBuf, #[source] sea_orm::DbErr),
}
