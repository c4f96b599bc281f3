//! Looking at jobs.

use super::find;
use super::wire::Job;
use crate::api::access::{At, Reads};
use crate::api::describe::{InPages, InProject, WithId};
use crate::api::input::{FromParams, Paging, Params, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;
use event::JobId;
use store::{JobFilter, JobKind, JobState};
use utoipa::IntoParams;

/// Which jobs a list shows.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Only of this kind: `recover`, `replay`, `retry`, `cancel` or `expunge`.
    #[param(value_type = String, required = false, nullable = false)]
    kind: Option<JobKind>,
    /// Only in this state: `queued`, `running`, `done`, `failed` or `cancelled`.
    #[param(value_type = String, required = false, nullable = false)]
    state: Option<JobState>,
}

impl FromParams for Filter {
    fn take(params: &mut Params) -> Self {
        Self {
            kind: params.word("kind", &["recover", "replay", "retry", "cancel", "expunge"]),
            state: params.word("state", &["queued", "running", "done", "failed", "cancelled"]),
        }
    }
}

/// Lists the jobs of a project.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/jobs",
    operation_id = "listJobs",
    tag = "Jobs",
    params(InProject, InPages, Filter),
    responses((status = 200, description = "A page of jobs.", body = List<Job>))
)]
pub(super) async fn list(
    asked: Reads,
    Query((paging, filter)): Query<(Paging<JobId>, Filter)>,
) -> Result<Json<List<Job>>, Problem> {
    let store = &asked.hub.store;
    let Filter { kind, state } = filter;
    let filter = JobFilter { kind, state, before: paging.cursor, limit: paging.limit };
    let page = store.jobs(asked.project.no, &filter).await?;
    let registry = store.registry();
    Ok(Json(List::of(page, |row| Job::show(&registry, &row))))
}

/// Shows a job, and how far it is.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/jobs/{id}",
    operation_id = "getJob",
    tag = "Jobs",
    params(InProject, WithId),
    responses((status = 200, description = "The job.", body = Job))
)]
pub(super) async fn get(asked: Reads, At(id): At<JobId>) -> Result<Json<Job>, Problem> {
    let row = find(&asked.hub, &asked.project, id).await?;
    Ok(Json(Job::show(&asked.hub.store.registry(), &row)))
}
