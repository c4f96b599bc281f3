//! Changes of what is set up. Each is one transaction: the rows, the registry's new version, and
//! the answer to remember where the request had an idempotency key.

mod answered;
mod deliveries;
mod keys;
mod projects;
mod purge;
mod sources;
mod webhooks;

pub use self::answered::{Answer, Remember};
pub use self::keys::NewKey;
pub use self::projects::{NewProject, PatchProject};
pub use self::sources::{NewSource, PatchSource};
pub use self::webhooks::{NewWebhook, PatchWebhook};

use crate::cluster::CHANGED;
use crate::registry::{Registry, load};
use crate::shared::Shared;
use crate::writer::Turn;
use crate::{No, Store, StoreError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, Value};
use std::sync::Arc;

/// A change that is being made.
struct Change {
    shared: Arc<Shared>,
    turn: Turn,
    /// The registry's version once it is made; rows that change carry it.
    version: i64,
}

/// A hub that another took for dead changes nothing.
async fn not_fenced(tx: &DatabaseTransaction, hub: No) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM hub WHERE no = $1 AND fenced_at IS NULL";
    let alive = Statement::from_sql_and_values(tx.get_database_backend(), sql, [hub.into()]);
    tx.query_one_raw(alive).await?.map(|_| ()).ok_or(StoreError::Fenced)
}

impl Change {
    async fn begin(store: &Store) -> Result<Self, StoreError> {
        let turn = store.turn().await?;
        let bump = "UPDATE registry SET version = version + 1 RETURNING version";
        let backend = turn.tx.get_database_backend();
        let row = turn.tx.query_one_raw(Statement::from_string(backend, bump)).await?;
        let version: i64 = row.ok_or(StoreError::Unreadable("registry"))?.try_get_by_index(0)?;
        if store.shared.is_shared() {
            // Waits for the commits that are under way; those after them match by the new version.
            let tell = "UPDATE hub SET registry = $1";
            let tell = Statement::from_sql_and_values(backend, tell, [version.into()]);
            turn.tx.execute_raw(tell).await?;
            turn.tx.execute_raw(Statement::from_string(backend, CHANGED)).await?;
            not_fenced(&turn.tx, store.hub()).await?;
        }
        Ok(Self { shared: store.shared.clone(), turn, version })
    }

    fn now(&self) -> i64 {
        self.shared.now()
    }

    /// The registry with the change in it, before anybody else sees it.
    async fn registry(&self) -> Result<Registry, StoreError> {
        let old = self.shared.registry.load_full();
        load(&self.turn.tx, &self.shared.key, &old, self.version).await
    }

    /// Commits, then lets everybody see.
    async fn finish(self) -> Result<Arc<Registry>, StoreError> {
        let registry = Arc::new(self.registry().await?);
        self.turn.commit().await?;
        self.shared.know(&registry);
        self.shared.handover.look_again();
        Ok(registry)
    }

    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        let backend = self.turn.tx.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(self.turn.tx.execute_raw(statement).await?.rows_affected())
    }
}
