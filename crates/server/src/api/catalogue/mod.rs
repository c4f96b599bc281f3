//! `/v1/event-types` and `/v1/providers`: what there is to choose from.

mod event_types;
mod providers;

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new().routes(routes!(event_types::list)).routes(routes!(providers::list))
}
