//! Making and deleting keys.

use super::wire::{Key, NewKey, Role};
use crate::api::access::{Access, Admin, At};
use crate::api::describe::{OnceHeader, WithId};
use crate::api::input::{Faults, title};
use crate::api::once::{Create, create as once, created};
use crate::problem::{Kind, Problem};
use crate::serve::new_key;
use axum::response::Response;
use event::KeyId;
use http::StatusCode;

/// Makes a key to the API. Takes an admin key. The key stands in this answer only.
#[utoipa::path(
    post,
    path = "/v1/keys",
    operation_id = "createKey",
    tag = "Keys",
    params(OnceHeader),
    request_body = NewKey,
    responses(
        (status = 201, description = "It is made.", body = Key),
        (status = 409, description = "A request with the same idempotency key is under way."),
    )
)]
pub(super) async fn create(Admin(asked): Admin, body: Create<NewKey>) -> Result<Response, Problem> {
    let new = check(&asked, body.new)?;
    let store = &asked.hub.store;
    once(&asked.hub, &asked.key, body.once, async |remember| {
        let text = new.text.clone();
        let registry = store.registry();
        let show = |key: &store::Key| created(&Key::show(&registry, key).reveal(text));
        Ok(store.create_key(new, remember, show).await?)
    })
    .await
}

fn check(asked: &Access, new: NewKey) -> Result<store::NewKey, Problem> {
    let mut faults = Faults::default();
    let named = faults.need("/title", new.title);
    let named = named.and_then(|text| faults.take("/title", title(&text)));
    let role = faults.need("/role", new.role);
    match (role, &new.project) {
        (Some(Role::Admin), Some(_)) => faults.add("/project", "an admin key sees all projects"),
        (Some(Role::Read | Role::Write), None) => faults.add("/project", "is required"),
        _ => {}
    }
    let project = new.project.and_then(|name| {
        let found = asked.project(&name).map_err(|_| "there is no such project");
        faults.take("/project", found.map(|project| project.no))
    });
    let (title, role) = faults.or(named.zip(role))?;
    let text = new_key().expose().to_owned();
    Ok(store::NewKey { project, role: role.into(), title, text })
}

/// Deletes a key: it opens nothing from now on. Takes an admin key.
#[utoipa::path(
    delete,
    path = "/v1/keys/{id}",
    operation_id = "deleteKey",
    tag = "Keys",
    params(WithId),
    responses(
        (status = 204, description = "It is deleted."),
        (status = 409, description = "It is the last admin key."),
    )
)]
pub(super) async fn delete(Admin(asked): Admin, At(id): At<KeyId>) -> Result<StatusCode, Problem> {
    let registry = asked.hub.store.registry();
    let key = registry.key(id).ok_or_else(Problem::not_found)?;
    let mut others = registry.keys().filter(|other| other.id != id);
    if key.role == store::Role::Admin && !others.any(|other| other.role == store::Role::Admin) {
        return Err(Problem::about(Kind::InUse, "it is the last admin key"));
    }
    asked.hub.store.delete_key(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
