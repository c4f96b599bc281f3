//! `/v1/projects/{project}/jobs`: work on many deliveries that goes on by itself, and what begins it.

mod act;
mod bulk;
mod look;
mod new;
mod recover;
mod replay;
mod wire;

pub(super) use self::new::begin;
pub(super) use self::wire::Job;

use crate::Hub;
use crate::problem::Problem;
use event::JobId;
use std::sync::Arc;
use store::{JobRow, Project};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list))
        .routes(routes!(look::get))
        .routes(routes!(act::cancel))
        .routes(routes!(recover::recover))
        .routes(routes!(replay::replay))
        .routes(routes!(bulk::retry))
        .routes(routes!(bulk::cancel))
}

/// The job of that id in that project.
async fn find(hub: &Hub, project: &Project, id: JobId) -> Result<JobRow, Problem> {
    hub.store.job(project.no, id).await?.ok_or_else(Problem::not_found)
}
