//! Asking for what came next, page by page.

use super::asked::{Asked, FULL, place};
use crate::Hub;
use crate::api::access::Reads;
use crate::api::describe::InProject;
use crate::api::events::Event;
use crate::api::input::{FromParams, Params, Query};
use crate::feed::{Form, Heard, cursor};
use crate::problem::{Kind, Problem};
use axum::Json;
use serde::Serialize;
use serde_json::value::RawValue;
use std::time::Duration;
use store::{EventFilter, EventRow, FeedPage, No, Position, StoreError};
use tokio::time::{Instant, timeout_at};
use utoipa::{IntoParams, ToSchema};

/// How many seconds a request may wait for events.
const LONGEST: u64 = 60;

/// How much, and how long to wait for it.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Patience {
    /// How many events the page holds at most.
    #[param(required = false, minimum = 1, maximum = 250, default = 50)]
    limit: u16,
    /// For how many seconds the answer may wait until there is an event to tell.
    #[param(required = false, minimum = 0, maximum = 60, default = 0)]
    wait: u64,
    /// Only those received at that time or later.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    since: Option<i64>,
    /// Only those received before that time.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    until: Option<i64>,
}

impl FromParams for Patience {
    fn take(params: &mut Params) -> Self {
        let wait = params.one("wait", |text| match text.parse() {
            Ok(wait @ 0..=LONGEST) => Ok(wait),
            _ => Err(format!("must be a number from 0 to {LONGEST}")),
        });
        let (since, until) = (params.time("since"), params.time("until"));
        Self { limit: params.limit(), wait: wait.unwrap_or(0), since, until }
    }
}

/// A page of a feed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Feed {
    /// The events, in the order of their commits. A page may be empty, and there may be more.
    #[schema(value_type = Vec<Event>)]
    data: Vec<Item>,
    /// The place behind them: `after` of the next request.
    next: String,
    /// Whether there is more behind it already.
    more: bool,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Item {
    Event(Event),
    Body(Box<RawValue>),
}

/// Tells a project's events in the order in which they were committed.
///
/// Whoever asks again with `next` as `after` gets every event once, and misses none that comes late.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/feed",
    operation_id = "readFeed",
    tag = "Feeds",
    params(InProject, Asked, Patience),
    responses(
        (status = 200, description = "A page of events.", body = Feed),
        (status = 410, description = "Some of what lies behind that place is no longer kept."),
    )
)]
pub(super) async fn poll(
    reads: Reads,
    Query((asked, patience)): Query<(Asked, Patience)>,
) -> Result<Json<Feed>, Problem> {
    let Reads { hub, project, .. } = reads;
    let filter = EventFilter {
        kinds: asked.kinds()?,
        since: patience.since,
        until: patience.until,
        limit: patience.limit,
        ..EventFilter::default()
    };
    let from = match asked.after.as_deref() {
        None => hub.store.feed_start(project.no).await?,
        Some("now") => hub.store.feed_end(project.no).await?,
        Some(text) => place(&hub, project.no, "after", text)?,
    };
    let mut page = hub.store.feed(project.no, &from, &filter).await?;
    if page.events.is_empty() && patience.wait > 0 {
        page = wait(&hub, project.no, page.after, &filter, patience.wait).await?;
    }
    let data = page.events.iter().map(|it| Item::show(asked.form, &it.row));
    let data = data.collect::<Result<_, StoreError>>()?;
    let next = cursor(&hub.store, project.no, &page.after);
    Ok(Json(Feed { data, next, more: page.more }))
}

/// The first page with an event on it; an empty one when none came in time.
async fn wait(
    hub: &Hub,
    project: No,
    from: Position,
    filter: &EventFilter,
    seconds: u64,
) -> Result<FeedPage, Problem> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let full = || Problem::about(Kind::Unavailable, FULL);
    let _seat = hub.feeds.seat().ok_or_else(full)?;
    let mut tail = hub.feeds.tail(&hub.store, project);
    let mut page = hub.store.feed(project, &from, filter).await?;
    while page.events.is_empty() {
        if page.more {
            page = hub.store.feed_so_far(project, &page.after, filter).await?;
            continue;
        }
        let heard = tokio::select! {
            heard = timeout_at(until, tail.next(&page.after)) => heard,
            () = hub.feeds.stopping() => break,
        };
        match heard {
            Ok(Heard::Nothing) => {}
            Ok(Heard::Piece(_) | Heard::Look) => {
                if tail.is_over() {
                    tail = hub.feeds.tail(&hub.store, project);
                }
                page = hub.store.feed_so_far(project, &page.after, filter).await?;
            }
            Err(_) => break,
        }
    }
    Ok(page)
}

impl Item {
    fn show(form: Form, row: &EventRow) -> Result<Self, StoreError> {
        match form {
            Form::Event => Event::show(row).map(Self::Event),
            Form::Webhook => Ok(Self::Body(serde_json::from_slice(&row.body)?)),
        }
    }
}
