//! Changing projects.

use super::domain::{shown, stored};
use super::wire::{NewProject, PatchProject, Project};
use crate::api::access::{Admin, Writes};
use crate::api::describe::{InProject, OnceHeader};
use crate::api::input::{Body, Change, Faults, FromParams, Params, Query, title};
use crate::api::once::{Create, create as once, created};
use crate::problem::{Kind, Problem};
use axum::Json;
use axum::response::Response;
use http::StatusCode;
use store::Role;
use utoipa::IntoParams;

/// Makes a project. Takes an admin key.
#[utoipa::path(
    post,
    path = "/v1/projects",
    operation_id = "createProject",
    tag = "Projects",
    params(OnceHeader),
    request_body = NewProject,
    responses(
        (status = 201, description = "It is made.", body = Project),
        (status = 409, description = "The domain has a project."),
    )
)]
pub(super) async fn create(
    Admin(asked): Admin,
    body: Create<NewProject>,
) -> Result<Response, Problem> {
    let new = check(body.new)?;
    once(&asked.hub, &asked.key, body.once, async |remember| {
        let store = &asked.hub.store;
        let registry = store.registry();
        let show = |it: &store::Project| created(&Project::show(&registry, it));
        Ok(store.create_project(new, remember, show).await?)
    })
    .await
}

fn check(new: NewProject) -> Result<store::NewProject, Problem> {
    let mut faults = Faults::default();
    let domain = faults.need("/domain", new.domain);
    let domain = domain.and_then(|text| faults.take("/domain", stored(&text)));
    let named = new.title.and_then(|text| faults.take("/title", title(&text)));
    let domain = faults.or(domain)?;
    Ok(store::NewProject {
        title: named.unwrap_or_else(|| shown(&domain)),
        domain,
        require_verification: new.require_verification.unwrap_or_default(),
    })
}

/// Changes a project.
#[utoipa::path(
    patch,
    path = "/v1/projects/{project}",
    operation_id = "updateProject",
    tag = "Projects",
    params(InProject),
    request_body = PatchProject,
    responses(
        (status = 200, description = "The project as it is now.", body = Project),
        (status = 409, description = "The domain has another project, or block lists would hang \
                                      on one another."),
    )
)]
pub(super) async fn update(
    asked: Writes,
    Body(patch): Body<PatchProject>,
) -> Result<Json<Project>, Problem> {
    let mut faults = Faults::default();
    let domain = patch.domain.and_then(|text| faults.take("/domain", stored(&text)));
    let title = patch.title.and_then(|text| faults.take("/title", title(&text)));
    let block_list = match patch.block_list {
        Change::Keep => None,
        Change::Reset => Some(asked.project.no),
        Change::Set(name) => {
            let found = asked.other(&name).ok_or("there is no such project");
            faults.take("/block_list", found).map(|project| project.no)
        }
    };
    faults.none()?;
    let require_verification = patch.require_verification;
    let patch = store::PatchProject { title, domain, require_verification, block_list };
    let store = &asked.hub.store;
    let project = store.update_project(asked.project.id, patch).await?;
    Ok(Json(Project::show(&store.registry(), &project)))
}

/// Whether a project is deleted with all that is in it.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Force {
    /// Whether what is in the project is erased with it.
    #[param(value_type = bool, required = false, default = false)]
    force: bool,
}

impl FromParams for Force {
    fn take(params: &mut Params) -> Self {
        Self { force: params.word("force", &["true", "false"]).unwrap_or_default() }
    }
}

/// Deletes a project. Takes an admin key.
#[utoipa::path(
    delete,
    path = "/v1/projects/{project}",
    operation_id = "deleteProject",
    tag = "Projects",
    params(InProject, Force),
    responses(
        (status = 204, description = "It is deleted."),
        (status = 409, description = "Something is in it, or others use its block list."),
    )
)]
pub(super) async fn delete(
    asked: Writes,
    Query(Force { force }): Query<Force>,
) -> Result<StatusCode, Problem> {
    if asked.key.role != Role::Admin {
        return Err(Problem::about(Kind::Forbidden, "a key with the role `admin` is needed"));
    }
    asked.hub.store.delete_project(asked.project.id, force).await?;
    Ok(StatusCode::NO_CONTENT)
}
