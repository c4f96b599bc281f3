//! `/v1/projects/{project}/logs`: what happened, a file a day.

mod day;
mod file;
mod form;
mod look;

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new().routes(routes!(look::list)).routes(routes!(file::file))
}
