//! One hub at a time moves the schema.

use crate::{NotMigrated, statement};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};

/// Any number that nobody else takes a lock by: "tidings" in bytes.
const LOCK: i64 = 0x0074_6964_696e_6773;

/// Does the work while holding the lock. SQLite needs none: its data folder belongs to one
/// process.
pub(crate) async fn held<T>(
    db: &DatabaseConnection,
    work: impl Future<Output = Result<T, NotMigrated>>,
) -> Result<T, NotMigrated> {
    if db.get_database_backend() != DbBackend::Postgres {
        return work.await;
    }
    // The pool has one connection, so lock, work and release are of one session; a connection
    // that breaks releases the lock by itself.
    db.execute_raw(statement(db, &format!("SELECT pg_advisory_lock({LOCK})"))).await?;
    let done = work.await;
    db.execute_raw(statement(db, &format!("SELECT pg_advisory_unlock({LOCK})"))).await?;
    done
}
