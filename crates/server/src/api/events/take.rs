//! From events in the hub's own words to the store: published, or said by another route.

use crate::api::access::Writes;
use crate::door::new_event;
use crate::problem::Problem;
use event::{Event, EventId, Fingerprint, from_ms};
use sha2::{Digest, Sha256};
use store::{Ingest, No, OnceToken, ParcelChange, StoreError, Taken};
use webhook::Origin;

/// A request that was sent with an idempotency key.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) struct Sent {
    /// The hash of that key.
    pub(in crate::api) name: [u8; 32],
    /// The hash of what else makes it the same request.
    pub(in crate::api) request: [u8; 32],
}

/// Takes events in, received at that time (milliseconds since 1970). With an idempotency key those
/// without an id of their own count once as well, each by its place.
///
/// # Errors
///
/// A problem where nothing was taken in.
pub(in crate::api) async fn take(
    asked: &Writes,
    events: &[Event],
    sent: Option<Sent>,
    at: i64,
) -> Result<Vec<Taken>, Problem> {
    Ok(keep(asked, events, Vec::new(), sent, at).await?)
}

/// As [`take`], with what happens to parcels in the same commit.
///
/// # Errors
///
/// [`StoreError`] where nothing was taken in.
pub(in crate::api) async fn keep(
    asked: &Writes,
    events: &[Event],
    parcels: Vec<ParcelChange>,
    sent: Option<Sent>,
    at: i64,
) -> Result<Vec<Taken>, StoreError> {
    let (hub, project) = (&asked.hub, &asked.project);
    let key = asked.key.no;
    let registry = hub.store.registry();
    let source = registry.built_in_source(project.no).ok_or(StoreError::Gone("source"))?;
    let origin = Origin { project: &project.domain, provider: &source.provider, source: source.id };
    // One id for all and a place for each, so that they sort as they were published.
    let first = EventId::at(at);
    let rows = events.iter().enumerate().map(|(place, event)| {
        let fingerprint = match (&event.event_id, sent) {
            (Some(_), _) => Some(event.fingerprint(at)),
            (None, Some(sent)) => Some(by_place(key, sent.name, place)),
            (None, None) => None,
        };
        // An `id` counts whatever time the event is given.
        let unique = fingerprint.map(|fingerprint| (fingerprint, 0));
        new_event(event, first.nth(place), from_ms(at), origin, unique)
    });
    let events = rows.collect();
    let (project, source) = (project.no, source.no);
    let once = sent.map(|sent| OnceToken {
        token: token(key, sent.name),
        body: sent.request,
        seen_at: at,
    });
    let ingest = Ingest { project, source, events, once, kept: None, parcels };
    hub.ingest(ingest).await.map_err(|error| match error {
        StoreError::Replayed => StoreError::OtherRequest,
        error => error,
    })
}

/// What is the same for all requests of an API key with the same idempotency key.
fn token(key: No, name: [u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update("idempotency-key of a request");
    hash.update(key.to_le_bytes());
    hash.update(name);
    hash.finalize().into()
}

/// What is the same for the event at that place of the same request.
fn by_place(key: No, name: [u8; 32], place: usize) -> Fingerprint {
    let mut hash = Sha256::new();
    hash.update("idempotency-key");
    hash.update(key.to_le_bytes());
    hash.update(name);
    hash.update((place as u64).to_le_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    // Those of one request lie side by side in the table of fingerprints.
    let mut fingerprint = name;
    fingerprint[16..].copy_from_slice(&hash[..16]);
    Fingerprint(fingerprint)
}
