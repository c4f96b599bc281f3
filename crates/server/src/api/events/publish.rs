//! Publishing events.

use super::new::NewEvent;
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::input::{Faults, read, read_body, read_list};
use crate::api::once::idempotency_key;
use crate::door::new_event;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{FromRequest, Request};
use event::{Event, EventId, Fingerprint, from_ms};
use http::StatusCode;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Ingest, OnceToken, StoreError, Taken};
use utoipa::ToSchema;
use webhook::Origin;

/// How many events one request publishes at most.
const MOST: usize = 1000;

/// The largest body, in bytes: what so many events of 8 KiB need.
const LARGEST: usize = 8 << 20;

/// What was published, and the hash of the idempotency key it came with.
#[derive(Debug)]
pub(super) struct Published {
    events: Vec<NewEvent>,
    is_list: bool,
    once: Option<[u8; 32]>,
    /// The body's hash.
    body: [u8; 32],
}

impl<S: Sync> FromRequest<S> for Published {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let once = idempotency_key(request.headers())?;
        let body = read_body(request, LARGEST).await?;
        let is_list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
        let events = if is_list { read_list(&body)? } else { vec![read(&body)?] };
        Ok(Self { events, is_list, once, body: Sha256::digest(&body).into() })
    }
}

/// One event, or up to 1,000.
#[derive(Debug, ToSchema)]
#[schema(as = NewEvents)]
#[serde(untagged)]
#[expect(dead_code, reason = "only describes what `Published` takes")]
pub(super) enum OneOrMany {
    /// One event.
    One(Box<NewEvent>),
    /// Up to 1,000 events, taken in as a whole or not at all.
    Many(Vec<NewEvent>),
}

/// What became of the events, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Accepted {
    /// What became of each.
    data: Vec<Receipt>,
}

/// What became of an event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "evt_06ag2vpsl3r5v2q1k8f4d9c0mg", "duplicate": false}))]
pub(super) struct Receipt {
    /// Its id; that of the first report, where it was published before.
    id: String,
    /// Whether it was published before.
    duplicate: bool,
}

impl From<Taken> for Receipt {
    fn from(taken: Taken) -> Self {
        Self { id: taken.id.to_string(), duplicate: taken.duplicate }
    }
}

/// Publishes an event, or up to 1,000 as a whole.
///
/// The answer is given when they are on disk. With an `Idempotency-Key`, events without an `id`
/// of yours count once as well: the same request again is answered with the ids of the first, as
/// duplicates.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/events",
    operation_id = "publishEvents",
    tag = "Events",
    params(InProject, OnceHeader),
    request_body = OneOrMany,
    responses((status = 202, description = "They are on disk.", body = Accepted))
)]
pub(super) async fn publish(
    asked: Writes,
    published: Published,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let (hub, project) = (&asked.hub, &asked.project);
    let once = published.once.map(|name| (asked.key.no, name));
    let body = published.body;
    let events = check(published)?;
    let registry = hub.store.registry();
    let source = registry.built_in_source(project.no).ok_or(StoreError::Gone("source"))?;
    let now = hub.now();
    let origin = Origin { project: &project.domain, provider: &source.provider, source: source.id };
    // One id for all and a place for each, so that they sort as they were published.
    let first = EventId::at(now);
    let rows = events.iter().enumerate().map(|(place, event)| {
        let fingerprint = match (&event.event_id, once) {
            (Some(_), _) => Some(event.fingerprint(now)),
            (None, Some((key, name))) => Some(by_place(key, name, place)),
            (None, None) => None,
        };
        // An `id` counts whatever time the event is given.
        let unique = fingerprint.map(|fingerprint| (fingerprint, 0));
        new_event(event, first.nth(place), from_ms(now), origin, unique)
    });
    let events = rows.collect();
    let (project, source) = (project.no, source.no);
    let once = once.map(|(key, name)| OnceToken { token: token(key, name), body, seen_at: now });
    let ingest = Ingest { project, source, events, once, kept: None };
    let taken = hub.store.ingest(ingest).await.map_err(|error| match error {
        StoreError::Replayed => StoreError::OtherRequest,
        error => error,
    })?;
    let data = taken.into_iter().map(Receipt::from).collect();
    Ok((StatusCode::ACCEPTED, Json(Accepted { data })))
}

fn check(published: Published) -> Result<Vec<Event>, Problem> {
    let mut faults = Faults::default();
    if !(1..=MOST).contains(&published.events.len()) {
        faults.add("", format!("must be 1 to {MOST} events"));
        return faults.or(None);
    }
    let is_list = published.is_list;
    let events = published.events.into_iter().enumerate().filter_map(|(place, event)| {
        let place = if is_list { format!("/{place}") } else { String::new() };
        let mut part = Faults::within(place);
        let event = event.check(&mut part);
        faults.append(part);
        event
    });
    let events = events.collect();
    faults.none()?;
    Ok(events)
}

/// What is the same for all requests of an API key with the same idempotency key.
fn token(key: store::No, name: [u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update("idempotency-key of a request");
    hash.update(key.to_le_bytes());
    hash.update(name);
    hash.finalize().into()
}

/// What is the same for the event at that place of the same request.
fn by_place(key: store::No, name: [u8; 32], place: usize) -> Fingerprint {
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
