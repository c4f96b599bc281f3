//! Changes of what is set up. Each is one transaction: the rows, the registry's new version, and
//! the answer to remember where the request had an idempotency key.

mod answered;
mod contacts;
mod deliveries;
mod keys;
mod links;
mod projects;
mod purge;
mod signing_keys;
mod sources;
mod webhooks;

pub use self::answered::{Answer, Remember};
pub(crate) use self::answered::{keep, not_answered};
pub use self::keys::NewKey;
pub use self::links::{LINK_CODE, NewLink};
pub use self::projects::{NewProject, PatchProject};
pub use self::signing_keys::NewSigningKey;
pub use self::sources::{NewSource, PatchSource};
pub use self::webhooks::{NewWebhook, PatchWebhook};

use crate::cluster::{CHANGED, alive};
use crate::registry::{Registry, load};
use crate::shared::Shared;
use crate::writer::Turn;
use crate::{Store, StoreError, sql};
use sea_orm::{ConnectionTrait, Statement, Value};
use std::sync::Arc;

/// Waits for the commits that are under way; those after them match by the new version. Runs that
/// ended commit nothing more, and whoever takes one over keeps its row, and waits for none of these.
const TELL: &str = "UPDATE hub SET registry = $1 WHERE fenced_at IS NULL AND stopped_at IS NULL";

/// A change that is being made.
struct Change {
    shared: Arc<Shared>,
    turn: Turn,
    /// The registry's version once it is made; rows that change carry it.
    version: i64,
}

impl Change {
    async fn begin(store: &Store) -> Result<Self, StoreError> {
        let turn = store.turn().await?;
        if store.shared.is_shared() {
            // Whoever is stopped in the middle of a change keeps all others from their rows in
            // `hub`, and must do so for less than their leases last.
            turn.tx
                .execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 1000")
                .await?;
        }
        let bump = "UPDATE registry SET version = version + 1 RETURNING version";
        let backend = turn.tx.get_database_backend();
        let row = turn.tx.query_one_raw(Statement::from_string(backend, bump)).await?;
        let version: i64 = row.ok_or(StoreError::Unreadable("registry"))?.try_get_by_index(0)?;
        if store.shared.is_shared() {
            sql::run(&turn.tx, TELL, vec![version.into()]).await?;
            sql::run(&turn.tx, CHANGED, Vec::new()).await?;
            // A hub that another took for dead changes nothing.
            alive(&turn.tx, store.hub()).await?;
            // What others have set up is in the tables, now that this one has its turn.
            store.shared.learn(&turn.tx, version - 1).await?;
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
        sql::run(&self.turn.tx, sql, values).await
    }
}
