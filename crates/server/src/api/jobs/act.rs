//! Cancelling jobs.

use super::find;
use super::wire::Job;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::problem::{Kind, Problem};
use axum::Json;
use event::JobId;

/// Has a job do nothing more. What it has done stays done.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/jobs/{id}/cancel",
    operation_id = "cancelJob",
    tag = "Jobs",
    params(InProject, WithId),
    responses(
        (status = 200, description = "It is cancelled.", body = Job),
        (status = 409, description = "It has ended before."),
    )
)]
pub(super) async fn cancel(asked: Writes, At(id): At<JobId>) -> Result<Json<Job>, Problem> {
    let (store, project) = (&asked.hub.store, &asked.project);
    find(&asked.hub, project, id).await?;
    let changed = store.cancel_job(project.no, id).await?;
    let row = find(&asked.hub, project, id).await?;
    if changed {
        return Ok(Json(Job::show(&store.registry(), &row)));
    }
    Err(Problem::about(Kind::WrongState, format!("the job is {}", row.state)))
}
