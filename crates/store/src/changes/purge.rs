//! Erasing what a deleted project left, a chunk a transaction.

use crate::{No, Store, StoreError};
use sea_orm::{ConnectionTrait, Statement};

const CHUNK: i32 = 2000;

/// The tables, and what tells their rows apart within a project.
const TABLES: [(&str, &str); 7] = [
    ("delivery", "event, webhook"),
    ("attempt", "event, webhook, number"),
    ("fanout", "event"),
    ("callback", "id"),
    ("once", "source, token"),
    ("seen", "source, occurred_at, fingerprint"),
    ("event", "id"),
];

impl Store {
    /// Whether a project has events.
    pub(crate) async fn has_events(&self, project: No) -> Result<bool, StoreError> {
        self.caught_up().await?;
        let db = &self.shared.read;
        let sql = "SELECT 1 FROM event WHERE project = $1 LIMIT 1";
        let any = Statement::from_sql_and_values(db.get_database_backend(), sql, [project.into()]);
        Ok(db.query_one_raw(any).await?.is_some())
    }

    /// Erases what a project holds.
    pub(crate) async fn purge_project(&self, project: No) -> Result<(), StoreError> {
        for (table, key) in TABLES {
            let sql = format!(
                "DELETE FROM {table} WHERE project = $1 AND ({key}) IN \
                 (SELECT {key} FROM {table} WHERE project = $1 LIMIT $2)"
            );
            while self.purge_chunk(project, &sql).await? > 0 {}
        }
        Ok(())
    }

    async fn purge_chunk(&self, project: No, sql: &str) -> Result<u64, StoreError> {
        let turn = self.turn().await?;
        let values = [project.into(), CHUNK.into()];
        let backend = turn.tx.get_database_backend();
        let purge = Statement::from_sql_and_values(backend, sql, values);
        let purged = turn.tx.execute_raw(purge).await?.rows_affected();
        turn.commit().await?;
        Ok(purged)
    }
}
