//! `/v1/keys`: keys to the API.

mod change;
mod look;
mod wire;

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new().routes(routes!(look::list, change::create)).routes(routes!(change::delete))
}
