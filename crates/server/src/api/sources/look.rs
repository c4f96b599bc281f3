//! Looking at sources.

use super::find;
use super::wire::Source;
use crate::api::access::{At, Reads};
use crate::api::describe::{InPages, InProject, WithId};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;
use event::SourceId;
use store::Role;

/// Lists the sources of a project.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/sources",
    operation_id = "listSources",
    tag = "Sources",
    params(InProject, InPages),
    responses((status = 200, description = "A page of sources.", body = List<Source>))
)]
pub(super) async fn list(
    asked: Reads,
    Query(paging): Query<Paging<SourceId>>,
) -> Json<List<Source>> {
    let registry = asked.hub.store.registry();
    let all = registry.sources(asked.project.no).rev();
    Json(List::cut(all, paging, |it| it.id, |it| Source::show(&asked.hub, it)))
}

/// Shows a source.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/sources/{id}",
    operation_id = "getSource",
    tag = "Sources",
    params(InProject, WithId),
    responses((status = 200, description = "The source.", body = Source))
)]
pub(super) async fn get(asked: Reads, At(id): At<SourceId>) -> Result<Json<Source>, Problem> {
    let source = find(&asked.hub, &asked.project, id)?;
    let show = if asked.key.role == Role::Read { Source::show } else { Source::show_url };
    Ok(Json(show(&asked.hub, &source)))
}
