//! Whether the store would take something.

use crate::{Store, StoreError};
use sea_orm::{ConnectionTrait, Statement};

impl Store {
    /// Whether the engine answers a read, and the writer is there.
    ///
    /// # Errors
    ///
    /// [`StoreError::Down`] when the engine does not answer, [`StoreError::Closed`] when nothing
    /// is written any more.
    pub async fn ready(&self) -> Result<(), StoreError> {
        if self.shared.jobs.is_closed() {
            return Err(StoreError::Closed);
        }
        let db = &self.shared.read;
        let sql = "SELECT version FROM registry";
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        row.map(|_| ()).ok_or(StoreError::Unreadable("registry"))
    }
}
