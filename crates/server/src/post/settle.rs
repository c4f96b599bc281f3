//! Writing down what became of messages.

use super::told::Told;
use crate::Hub;
use crate::door::new_event;
use event::{EventId, from_ms};
use std::time::Duration;
use store::{Ingest, No, StoreError};
use tokio::time::sleep;
use webhook::Origin;

/// How long the store is left alone after it failed.
const PAUSE: Duration = Duration::from_millis(500);

/// Keeps what became of a source's messages, however often that takes, until that time (milliseconds
/// since 1970): from then on somebody else may be at it.
pub(super) async fn settle(hub: &Hub, project: No, source: No, told: Told, until: i64) {
    let forget = told.forget;
    while let Err(error) = keep(hub, project, source, &told).await {
        if !error.is_passing() {
            return tracing::error!(error.cause = ?error, "What became of a message was not kept");
        }
        if hub.now() >= until || matches!(error, StoreError::Closed) {
            return tracing::warn!("What became of a message was not kept: it is sent again");
        }
        sleep(PAUSE).await;
    }
    if let Some(browser) = forget
        && let Err(error) = hub.store.forget_browser(project, browser).await
    {
        // It is known to have left, and gets nothing.
        tracing::warn!(error.cause = %error, "A browser that is gone was not erased");
    }
}

/// Keeps events, and what happens to parcels, in one commit. Events of a source that is gone are
/// the project's own.
pub(super) async fn keep(
    hub: &Hub,
    project: No,
    source: No,
    told: &Told,
) -> Result<(), StoreError> {
    let registry = hub.store.registry();
    let of = registry.project_no(project).ok_or(StoreError::Gone("project"))?;
    let source = registry.source_no(source).or_else(|| registry.built_in_source(project));
    let source = source.ok_or(StoreError::Gone("source"))?;
    let origin = Origin { project: &of.domain, provider: &source.provider, source: source.id };
    let now = hub.now();
    let first = EventId::at(now);
    let events = told.events.iter().enumerate().map(|(place, event)| {
        let unique = Some((event.fingerprint(now), 0));
        new_event(event, first.nth(place), from_ms(now), origin, unique)
    });
    let (events, parcels) = (events.collect(), told.changes.clone());
    let ingest = Ingest { project, source: source.no, events, once: None, kept: None, parcels };
    hub.ingest(ingest).await.map(|_| ())
}
