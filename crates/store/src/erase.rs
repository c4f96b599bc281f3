//! Erasing many rows, a chunk a transaction, so that others get their turns in between.

use crate::{Store, StoreError, sql};
use sea_orm::Value;
use std::time::Duration;
use tokio::time::sleep;

/// How many rows one transaction erases, and how long others have before the next.
pub(crate) const CHUNK: i64 = 1000;
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// Rows that are to go: their table, what tells its rows apart, and what they have in common.
pub(crate) struct Rows(pub(crate) &'static str, pub(crate) &'static str, pub(crate) &'static str);

impl Rows {
    /// Erases chunks until nothing is left. Nobody is kept from writing where there is nothing.
    /// `values` are those of the condition.
    pub(crate) async fn erase(&self, store: &Store, values: Vec<Value>) -> Result<(), StoreError> {
        let Self(table, key, condition) = self;
        let any = format!("SELECT 1 FROM {table} WHERE {condition} LIMIT 1");
        let erase = format!(
            "DELETE FROM {table} WHERE ({key}) IN \
             (SELECT {key} FROM {table} WHERE {condition} LIMIT {CHUNK})"
        );
        while !store.rows(&any, values.clone()).await?.is_empty() {
            let turn = store.turn().await?;
            sql::run(&turn.tx, &erase, values.clone()).await?;
            turn.commit().await?;
            sleep(PAUSE).await;
        }
        Ok(())
    }
}
