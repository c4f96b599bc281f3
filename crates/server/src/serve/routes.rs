//! Every route of the hub.

use crate::problem::{Kind, Problem};
use crate::{Hub, api, door, health, observe, sandbox};
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use std::sync::Arc;

/// The routes. Those that read bodies measure them, each by what it is for.
pub(super) fn router(hub: Arc<Hub>) -> Router {
    Router::new()
        .merge(api::router())
        .merge(door::router())
        .merge(sandbox::router())
        // Until there is a page of our own, the description of the API is the way in.
        .route("/", get(async || Redirect::temporary("/docs")))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(observe::metrics))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::new(Kind::MethodNotAllowed))
        .with_state(hub)
}
