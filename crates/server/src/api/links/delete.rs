//! Deleting links.

use crate::api::access::{AtCode, Writes};
use crate::api::describe::{InProject, WithCode};
use crate::problem::Problem;
use http::StatusCode;

/// Deletes a link, and what is known of it. From then on it answers 410.
///
/// Where several hubs share a store, the others may lead there for a minute more.
#[utoipa::path(
    delete,
    path = "/v1/projects/{project}/links/{code}",
    operation_id = "deleteLink",
    tag = "Links",
    params(InProject, WithCode),
    responses((status = 204, description = "It is deleted."))
)]
pub(super) async fn delete(asked: Writes, AtCode(code): AtCode) -> Result<StatusCode, Problem> {
    let there = asked.hub.store.delete_link(asked.project.no, &code).await?;
    if !there {
        return Err(Problem::not_found());
    }
    asked.hub.visits.forget(&code);
    Ok(StatusCode::NO_CONTENT)
}
