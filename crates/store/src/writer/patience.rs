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
    at_most(PATIENCE, shared, work).await
}

/// As [`patiently`], with a server that did not answer before so many times: asked again, it is
/// given a second at first, as callers wait meanwhile who want to hear that it is not there.
pub(super) async fn doubtfully<T>(
    tries: u32,
    shared: &Shared,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let span = Duration::from_secs(1).saturating_mul(tries.saturating_add(1)).min(PATIENCE);
    at_most(span, shared, work).await
}

async fn at_most<T>(
    span: Duration,
    shared: &Shared,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    if !shared.is_shared() {
        return work.await;
    }
    let silent = || DbErr::Custom(format!("no answer for {} s", span.as_secs()));
    timeout(span, work).await.unwrap_or_else(|_| Err(StoreError::Down(silent())))
}
