//! Looking at messages.

use super::wire::Message;
use crate::api::access::{At, Reads};
use crate::api::describe::{InProject, WithId};
use crate::problem::Problem;
use axum::Json;
use event::ParcelId;

/// Shows a message to one contact.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/messages/{id}",
    operation_id = "getMessage",
    tag = "Messages",
    params(InProject, WithId),
    responses((status = 200, description = "The message.", body = Message))
)]
pub(super) async fn get(asked: Reads, At(id): At<ParcelId>) -> Result<Json<Message>, Problem> {
    let store = &asked.hub.store;
    let parcel = store.parcel(asked.project.no, id).await?.ok_or_else(Problem::not_found)?;
    let source = store.registry().source_no(parcel.source).map(|source| source.id.to_string());
    Ok(Json(Message::show(parcel, source)))
}
