//! `/v1/projects/{project}/links`: short URLs that tell when they are followed.

mod create;
mod delete;
mod look;
mod wire;

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list, create::create))
        .routes(routes!(look::get, delete::delete))
}
