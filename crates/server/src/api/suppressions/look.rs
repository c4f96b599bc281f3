//! Looking at a block list.

use crate::api::access::Reads;
use crate::api::contacts::{Contact, Cursor, Filter};
use crate::api::describe::{InPages, InProject};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;

/// Lists the contacts that are blocked, by channel and address.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/suppressions",
    operation_id = "listSuppressions",
    tag = "Suppressions",
    params(InProject, InPages, Filter),
    responses((status = 200, description = "A page of contacts.", body = List<Contact>))
)]
pub(super) async fn list(
    asked: Reads,
    Query((paging, filter)): Query<(Paging<Cursor>, Filter)>,
) -> Result<Json<List<Contact>>, Problem> {
    let store = &asked.hub.store;
    let list = store.registry().list(asked.project.no);
    let page = store.contacts(list, &filter.of(paging, Some(true))).await?;
    Ok(Json(List::of_contacts(page)))
}
