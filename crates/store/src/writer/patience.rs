//! How long the writer waits for a server that does not answer.
//!
//! A connection that is cut off tells nobody. Whoever waits for it without an end keeps callers
//! waiting, too, who want to hear that they have to come again.

use crate::StoreError;
use crate::shared::Shared;
use sea_orm::DbErr;
use std::time::Duration;
use tokio::time::timeout;

/// For one piece of work, and for one of somebody else's.
const PATIENCE: Duration = Duration::from_secs(5);
pub(super) const FOR_OTHERS: Duration = Duration::from_secs(10);

/// Waits for work at the server, but not for ever; at a file as long as it takes.
pub(super) async fn patiently<T>(
    shared: &Shared,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    if !shared.is_shared() {
        return work.await;
    }
    let silent = || DbErr::Custom(format!("no answer for {} s", PATIENCE.as_secs()));
    timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(StoreError::Down(silent())))
}
