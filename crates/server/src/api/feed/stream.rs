//! Following a project as it goes on.

use super::asked::{Asked, FULL, place};
use crate::api::access::Reads;
use crate::api::describe::InProject;
use crate::api::input::Query;
use crate::feed::{Follower, Wanted};
use crate::problem::{Kind, Problem};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName};
use store::EventFilter;
use utoipa::IntoParams;

/// What a client says that comes back.
const LAST: &str = "last-event-id";

/// For proxies that would gather a stream before they hand it on.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Where a stream goes on.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only describes what is taken from the headers")]
struct Resumed {
    /// The `id` of the last event that was told. It counts more than `after`.
    #[param(rename = "Last-Event-ID", required = false, nullable = false)]
    last_event_id: Option<String>,
}

/// Tells a project's events as they are committed, as server-sent events.
///
/// Each has the place behind it as its `id`. A line comes every 15 seconds at least. A stream that
/// the hub ends says why in an event `closed`: `too_slow`, `gap`, `no_access`, `unavailable` or
/// `stopping`.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/events/stream",
    operation_id = "streamEvents",
    tag = "Feeds",
    params(InProject, Asked, Resumed),
    responses(
        (status = 200, description = "Events, without an end.", body = String,
         content_type = "text/event-stream"),
        (status = 410, description = "Some of what lies behind that place is no longer kept."),
    )
)]
pub(super) async fn stream(
    reads: Reads,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let Reads { hub, key, project } = reads;
    let resumed = headers.get(LAST).filter(|it| !it.is_empty());
    let from = match (resumed, asked.after.as_deref()) {
        (Some(last), _) => {
            place(&hub, project.no, "Last-Event-ID", last.to_str().unwrap_or_default())?
        }
        (None, None | Some("now")) => hub.store.feed_end(project.no).await?,
        (None, Some(text)) => place(&hub, project.no, "after", text)?,
    };
    // A gap is better said by a status than by the end of a stream.
    let one = EventFilter { limit: 1, ..EventFilter::default() };
    hub.store.feed_so_far(project.no, &from, &one).await?;
    let full = || Problem::about(Kind::Unavailable, FULL);
    let seat = hub.feeds.seat().ok_or_else(full)?;
    let wanted = Wanted { project, key: key.id, kinds: asked.kinds()?, form: asked.form };
    let body = Body::from_stream(Follower::begin(hub, wanted, from, seat));
    Ok(([(CONTENT_TYPE, "text/event-stream")], [(UNBUFFERED, "no")], body).into_response())
}
