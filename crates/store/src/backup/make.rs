//! Making a backup.

use super::{KEPT, NotBackedUp};
use crate::journal::{self, Chain};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

const MARK: &str = "SELECT value FROM meta WHERE name = 'journal'";
const KEEP: &str = "INSERT INTO meta (name, value) VALUES ($1, $2)";

/// Copies the store in that file to another, which must not be there; gives how many bytes it is.
///
/// All that was acknowledged before this was asked for is in it, and perhaps some of what was
/// acknowledged meanwhile. A hub may run on the store, and goes on.
///
/// # Errors
///
/// [`NotBackedUp`] where there is no whole copy then; what there is of it is taken away.
pub async fn backup(from: &Path, to: &Path) -> Result<u64, NotBackedUp> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| NotBackedUp::File(path, error)
    };
    let from = &from.canonicalize().map_err(failed(from))?;
    match journal::private().create_new(true).open(to) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(NotBackedUp::Exists(to.to_owned()));
        }
        Err(error) => return Err(failed(to)(error)),
    }
    let done = copy(from, to).await;
    if done.is_err() {
        _ = fs::remove_file(to);
    }
    done?;
    let size = || -> io::Result<u64> {
        let file = File::open(to)?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    };
    size().map_err(failed(to))
}

/// The journal first: what leaves it after that has reached the tables, which are copied then.
async fn copy(from: &Path, to: &Path) -> Result<(), NotBackedUp> {
    let path = from.with_extension("journal");
    let journal = match fs::read(&path) {
        Ok(journal) => journal,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(NotBackedUp::File(path, error)),
    };
    let engine = |path: &Path| {
        let path = path.to_owned();
        move |error| NotBackedUp::Engine(path, error)
    };
    copy_tables(from, to).await.map_err(engine(from))?;
    keep_journal(to, &journal).await.map_err(engine(to))
}

async fn copy_tables(from: &Path, to: &Path) -> Result<(), DbErr> {
    let db = connect(from, "rw").await?;
    let values = [to.display().to_string().into()];
    let copy = Statement::from_sql_and_values(db.get_database_backend(), "VACUUM INTO $1", values);
    let copied = db.execute_raw(copy).await.map(|_| ());
    db.close().await?;
    copied
}

/// Of the journal, what the tables in the copy do not hold yet.
async fn keep_journal(to: &Path, journal: &[u8]) -> Result<(), DbErr> {
    let db = connect(to, "rw").await?;
    let backend = db.get_database_backend();
    let mark = db.query_one_raw(Statement::from_string(backend, MARK)).await?;
    let mark: Option<Vec<u8>> = mark.map(|row| row.try_get_by_index(0)).transpose()?;
    let chain = mark.map_or_else(Chain::default, |mark| Chain::behind(&mark, journal));
    let values = [KEPT.into(), chain.to_bytes().into()];
    db.execute_raw(Statement::from_sql_and_values(backend, KEEP, values)).await?;
    db.close().await
}

pub(super) async fn connect(path: &Path, mode: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode={mode}", path.display()));
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        // The copy is one file: nothing of it stands beside it.
        sqlite.pragma("busy_timeout", "10000").pragma("synchronous", "FULL")
    });
    Database::connect(options).await
}
