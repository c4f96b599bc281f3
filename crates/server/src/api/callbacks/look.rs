//! Looking at callbacks.

use super::find;
use super::wire::{Callback, WholeCallback};
use crate::api::access::{At, Reads};
use crate::api::describe::{InPages, InProject, WithId};
use crate::api::input::{FromParams, Paging, Params, Query};
use crate::api::list::List;
use crate::api::sources;
use crate::problem::Problem;
use axum::Json;
use event::{CallbackId, SourceId};
use store::{CallbackFilter, CallbackState};
use utoipa::IntoParams;

/// Which callbacks a list shows.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Only of the source of this id.
    #[param(value_type = String, required = false, nullable = false)]
    source: Option<SourceId>,
    /// Only in this state: `malformed`, `unknown`, `kept` or `reprocessed`.
    #[param(value_type = String, required = false, nullable = false)]
    state: Option<CallbackState>,
    /// Only those received at that time or later.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    since: Option<i64>,
    /// Only those received before that time.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    until: Option<i64>,
}

impl FromParams for Filter {
    fn take(params: &mut Params) -> Self {
        Self {
            source: params.one("source", str::parse),
            state: params.word("state", &["malformed", "unknown", "kept", "reprocessed"]),
            since: params.time("since"),
            until: params.time("until"),
        }
    }
}

/// Lists the callbacks that were kept, without their bodies.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/callbacks",
    operation_id = "listCallbacks",
    tag = "Callbacks",
    params(InProject, InPages, Filter),
    responses((status = 200, description = "A page of callbacks.", body = List<Callback>))
)]
pub(super) async fn list(
    asked: Reads,
    Query((paging, filter)): Query<(Paging<CallbackId>, Filter)>,
) -> Result<Json<List<Callback>>, Problem> {
    let (store, project) = (&asked.hub.store, &asked.project);
    let source = filter.source.map(|id| sources::find(&asked.hub, project, id)).transpose()?;
    let filter = CallbackFilter {
        source: source.map(|source| source.no),
        state: filter.state,
        since: filter.since,
        until: filter.until,
        before: paging.cursor,
        limit: paging.limit,
    };
    let page = store.callbacks(project.no, &filter).await?;
    let registry = store.registry();
    Ok(Json(List::of(page, |row| Callback::show(&registry, &row))))
}

/// Shows a callback with all that was kept of it.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/callbacks/{id}",
    operation_id = "getCallback",
    tag = "Callbacks",
    params(InProject, WithId),
    responses((status = 200, description = "The callback.", body = WholeCallback))
)]
pub(super) async fn get(
    asked: Reads,
    At(id): At<CallbackId>,
) -> Result<Json<WholeCallback>, Problem> {
    let row = find(&asked.hub, &asked.project, id).await?;
    Ok(Json(WholeCallback::show(&asked.hub.store.registry(), row)))
}
