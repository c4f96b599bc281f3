//! Looking at key pairs.

use super::wire::SigningKey;
use crate::api::access::Reads;
use crate::api::describe::{InPages, InProject};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use axum::Json;
use store::No;

/// Lists the key pairs that sign what a project's webhooks get.
///
/// A project has none before a webhook asks for a signature that needs one, or one is made by
/// `rotate`. The same keys are at `/.well-known/jwks/{project's id}.json`, for everybody.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/signing-keys",
    operation_id = "listSigningKeys",
    tag = "Signing keys",
    params(InProject, InPages),
    responses((status = 200, description = "A page of key pairs.", body = List<SigningKey>))
)]
pub(super) async fn list(
    asked: Reads,
    Query(paging): Query<Paging<No>>,
) -> Json<List<Option<SigningKey>>> {
    let (registry, now) = (asked.hub.store.registry(), asked.hub.now());
    let keys = registry.signing_keys(asked.project.no).rev();
    let keys = keys.filter(|it| it.public().is_some());
    Json(List::cut(keys, paging, |it| it.no, |it| SigningKey::show(&asked.project, it, now)))
}
