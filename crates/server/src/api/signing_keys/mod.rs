//! `/v1/projects/{project}/signing-keys`: the key pairs of a project.

mod activate;
mod jwks;
mod look;
mod make;
mod rotate;
mod wire;

pub(super) use self::make::make_for;

use crate::Hub;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list))
        .routes(routes!(rotate::rotate))
        .routes(routes!(activate::activate))
}

/// What receivers fetch, who have no key to the API.
pub(super) fn public() -> Router<Arc<Hub>> {
    Router::new().route("/.well-known/jwks/{file}", get(jwks::jwks))
}
