//! `/v1/projects`: senders' domains.

mod change;
mod domain;
mod look;
mod wire;

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new().routes(routes!(look::list, change::create)).routes(routes!(
        look::get,
        change::update,
        change::delete
    ))
}
