//! `/v1/projects/{project}/messages`: messages that the hub sends itself.

mod body;
mod fit;
mod links;
mod look;
mod message;
mod own;
mod send;
mod take;
mod timeline;
mod whom;
mod wire;

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(send::send))
        .routes(routes!(look::get))
        .routes(routes!(timeline::timeline))
}
