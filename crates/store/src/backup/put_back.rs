//! Putting a backup back.

use super::make::connect;
use super::{KEPT, NotBackedUp};
use crate::journal::{self, Chain};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

const CHECK: &str = "PRAGMA integrity_check(1)";
const READ: &str = "SELECT value FROM meta WHERE name = $1";
const FORGET: &str = "DELETE FROM meta WHERE name = $1";

/// Makes a store in that file, which must not be there, out of a backup. The next start takes over
/// what the backup kept of the journal.
///
/// # Errors
///
/// [`NotBackedUp`] where there is no store then.
pub async fn restore(from: &Path, to: &Path) -> Result<(), NotBackedUp> {
    let journal = to.with_extension("journal");
    for path in [to, &journal] {
        if path.exists() {
            return Err(NotBackedUp::Exists(path.to_owned()));
        }
    }
    let _lock = lock(to)?;
    let half = to.with_extension("restoring");
    let failed = |error| NotBackedUp::File(half.clone(), error);
    if !from.is_file() {
        return Err(NotBackedUp::NoBackup(from.to_owned()));
    }
    let copied = || -> io::Result<()> {
        let mut file = journal::private().truncate(true).open(&half)?;
        io::copy(&mut File::open(from)?, &mut file).map(|_| ())
    };
    copied().map_err(failed)?;
    let chain = take(&half).await.ok().flatten();
    let Some(chain) = chain else {
        _ = fs::remove_file(&half);
        return Err(NotBackedUp::NoBackup(from.to_owned()));
    };
    let put = || -> io::Result<()> {
        chain.write(&journal)?;
        File::open(&half)?.sync_all()?;
        fs::rename(&half, to)?;
        let folder = to.parent().filter(|it| !it.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    put().map_err(|error| NotBackedUp::File(to.to_owned(), error))
}

/// Takes what was kept of the journal out of a copy; none where it is no sound copy.
async fn take(path: &Path) -> Result<Option<Chain>, DbErr> {
    let db = connect(path, "rw").await?;
    let backend = db.get_database_backend();
    let checked = db.query_one_raw(Statement::from_string(backend, CHECK)).await?;
    let said: Option<String> = checked.map(|row| row.try_get_by_index(0)).transpose()?;
    if said.as_deref() != Some("ok") {
        return Ok(None);
    }
    let kept = Statement::from_sql_and_values(backend, READ, [KEPT.into()]);
    let kept = db.query_one_raw(kept).await?;
    let kept: Option<Vec<u8>> = kept.map(|row| row.try_get_by_index(0)).transpose()?;
    let forget = Statement::from_sql_and_values(backend, FORGET, [KEPT.into()]);
    db.execute_raw(forget).await?;
    db.close().await?;
    Ok(kept.and_then(|bytes| Chain::from_bytes(&bytes)))
}

/// Nobody starts a hub there meanwhile.
fn lock(store: &Path) -> Result<File, NotBackedUp> {
    let path = store.with_extension("lock");
    let failed = |error| NotBackedUp::File(path.clone(), error);
    let file = journal::private().open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(NotBackedUp::Locked(store.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
