//! `/v1/projects/{project}/suppressions`: who is not to be written to.

mod check;
mod look;

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new().routes(routes!(look::list)).routes(routes!(check::check))
}
