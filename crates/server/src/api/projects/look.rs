//! Looking at projects.

use super::wire::Project;
use crate::api::access::{Access, Reads};
use crate::api::describe::{InPages, InProject};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use axum::Json;
use event::ProjectId;

/// Lists the projects that the key sees.
#[utoipa::path(
    get,
    path = "/v1/projects",
    operation_id = "listProjects",
    tag = "Projects",
    params(InPages),
    responses((status = 200, description = "A page of projects.", body = List<Project>))
)]
pub(super) async fn list(
    access: Access,
    Query(paging): Query<Paging<ProjectId>>,
) -> Json<List<Project>> {
    let registry = access.hub.store.registry();
    let seen = registry.projects().rev().filter(|project| access.sees(project.no));
    Json(List::cut(seen, paging, |project| project.id, |project| Project::show(&registry, project)))
}

/// Shows a project.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}",
    operation_id = "getProject",
    tag = "Projects",
    params(InProject),
    responses((status = 200, description = "The project.", body = Project))
)]
pub(super) async fn get(asked: Reads) -> Json<Project> {
    Json(Project::show(&asked.hub.store.registry(), &asked.project))
}
