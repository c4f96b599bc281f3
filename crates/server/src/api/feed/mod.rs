//! `/v1/projects/{project}/feed` and `/events/stream`: events in the order in which they were
//! committed, for those who cannot be called.

mod asked;
mod poll;
mod stream;

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new().routes(routes!(poll::poll)).routes(routes!(stream::stream))
}
