//! Looking at links.

use super::wire::Link;
use crate::api::access::{AtCode, Reads};
use crate::api::describe::{InPages, InProject, WithCode};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;
use event::LinkId;
use store::LinkFilter;

/// Lists the links of a project.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/links",
    operation_id = "listLinks",
    tag = "Links",
    params(InProject, InPages),
    responses((status = 200, description = "A page of links.", body = List<Link>))
)]
pub(super) async fn list(
    asked: Reads,
    Query(paging): Query<Paging<LinkId>>,
) -> Result<Json<List<Link>>, Problem> {
    let hub = &asked.hub;
    let filter = LinkFilter { before: paging.cursor, limit: paging.limit };
    let page = hub.store.links_of(asked.project.no, &filter).await?;
    Ok(Json(List::of(page, |row| Link::show(hub, row))))
}

/// Shows a link.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/links/{code}",
    operation_id = "getLink",
    tag = "Links",
    params(InProject, WithCode),
    responses((status = 200, description = "The link.", body = Link))
)]
pub(super) async fn get(asked: Reads, AtCode(code): AtCode) -> Result<Json<Link>, Problem> {
    let found = asked.hub.store.link(&code).await?;
    let own = found.filter(|link| link.project == asked.project.no && !link.deleted);
    Ok(Json(Link::show(&asked.hub, own.ok_or_else(Problem::not_found)?)))
}
