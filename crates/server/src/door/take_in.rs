//! What a callback said, made ready for the store.

use crate::Hub;
use adapter::Parsed;
use adapter::proof::Once;
use event::{Event, EventId, Fingerprint, contact, ms};
use store::{Ingest, NewCallback, NewEvent, OnceToken, ParcelChange, Source, StoreError, Taken};
use time::OffsetDateTime;
use webhook::{Envelope, Origin};

/// Keeps what a source said; returns when it is on disk.
///
/// # Errors
///
/// [`StoreError`] where nothing of it was kept.
pub(crate) async fn take_in(
    hub: &Hub,
    source: &Source,
    parsed: &Parsed,
    received_at: OffsetDateTime,
    once: Option<&Once>,
    kept: Option<NewCallback>,
) -> Result<Vec<Taken>, StoreError> {
    take_in_with(hub, source, parsed, received_at, once, kept, Vec::new()).await
}

/// As [`take_in`], with what happens to parcels in the same commit.
///
/// # Errors
///
/// [`StoreError`] where nothing of it was kept.
pub(crate) async fn take_in_with(
    hub: &Hub,
    source: &Source,
    parsed: &Parsed,
    received_at: OffsetDateTime,
    once: Option<&Once>,
    kept: Option<NewCallback>,
    parcels: Vec<ParcelChange>,
) -> Result<Vec<Taken>, StoreError> {
    let nothing = parsed.events.is_empty() && parcels.is_empty();
    if nothing && once.is_none() && kept.is_none() {
        return Ok(Vec::new());
    }
    let registry = hub.store.registry();
    let project = registry.project_no(source.project).ok_or(StoreError::Gone("project"))?;
    let origin = Origin { project: &project.domain, provider: &source.provider, source: source.id };
    // One id for all and a place for each, so that they sort as they were told.
    let first = EventId::at(ms(received_at));
    let events = parsed.events.iter().enumerate();
    let events = events.map(|(place, event)| {
        let unique = Some(event.unique(ms(received_at)));
        new_event(event, first.nth(place), received_at, origin, unique)
    });
    let seen_at = ms(received_at);
    let once = once.map(|it| OnceToken { token: it.token, body: it.body, seen_at });
    let (project, source, events) = (project.no, source.no, events.collect());
    let ingest = Ingest { project, source, events, once, kept, parcels };
    hub.ingest(ingest).await
}

/// An event as the store takes it: its body is made here, once. What makes it unique is a
/// fingerprint, and the time that is kept by.
pub(crate) fn new_event(
    event: &Event,
    id: EventId,
    received_at: OffsetDateTime,
    origin: Origin<'_>,
    unique: Option<(Fingerprint, i64)>,
) -> NewEvent {
    let channel = event.kind.channel();
    let contact = event.recipient.as_deref().map(|recipient| contact(channel, recipient));
    let envelope = Envelope { id, event, contact: contact.as_deref(), received_at, origin };
    let body = envelope.body().into();
    NewEvent {
        id,
        kind: event.kind,
        contact,
        message_id: event.message_id.clone(),
        occurred_at: event.occurred_at.map(ms),
        received_at: ms(received_at),
        fingerprint: unique.map(|(fingerprint, _)| fingerprint),
        seen_by: unique.map_or(0, |(_, seen_by)| seen_by),
        body,
    }
}
