//! Publishing events.

use super::new::NewEvent;
use super::take::{Sent, take};
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::input::{Faults, one_or_many, read_body};
use crate::api::once::idempotency_key;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{FromRequest, Request};
use event::Event;
use http::StatusCode;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::Taken;
use utoipa::ToSchema;

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
        let (events, is_list) = one_or_many(&body)?;
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
    let request = published.body;
    let sent = published.once.map(|name| Sent { name, request });
    let events = check(published)?;
    let taken = take(&asked, &events, sent, asked.hub.now()).await?;
    let data = taken.into_iter().map(Receipt::from).collect();
    Ok((StatusCode::ACCEPTED, Json(Accepted { data })))
}

fn check(published: Published) -> Result<Vec<Event>, Problem> {
    let mut faults = Faults::default();
    let check = |event: NewEvent, faults: &mut Faults| event.check(faults);
    let events = faults.each("events", MOST, published.events, published.is_list, check);
    faults.none()?;
    Ok(events)
}
