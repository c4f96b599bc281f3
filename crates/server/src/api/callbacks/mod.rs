//! `/v1/projects/{project}/callbacks`: providers' requests that were kept.

mod look;
mod reprocess;
mod wire;

use crate::Hub;
use crate::problem::Problem;
use event::CallbackId;
use std::sync::Arc;
use store::{CallbackRow, Project};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list))
        .routes(routes!(look::get))
        .routes(routes!(reprocess::reprocess))
}

/// The callback of that id in that project.
async fn find(hub: &Hub, project: &Project, id: CallbackId) -> Result<CallbackRow, Problem> {
    hub.store.callback(project.no, id).await?.ok_or_else(Problem::not_found)
}
