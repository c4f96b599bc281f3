//! Looking at keys.

use super::wire::Key;
use crate::api::access::Admin;
use crate::api::describe::InPages;
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use axum::Json;
use event::KeyId;

/// Lists the keys to the API. Takes an admin key.
#[utoipa::path(
    get,
    path = "/v1/keys",
    operation_id = "listKeys",
    tag = "Keys",
    params(InPages),
    responses(
        (status = 200, description = "A page of keys.", body = List<Key>),
        (status = 403, description = "The key may not do this."),
    )
)]
pub(super) async fn list(
    Admin(asked): Admin,
    Query(paging): Query<Paging<KeyId>>,
) -> Json<List<Key>> {
    let registry = asked.hub.store.registry();
    Json(List::cut(registry.keys().rev(), paging, |it| it.id, |it| Key::show(&registry, it)))
}
