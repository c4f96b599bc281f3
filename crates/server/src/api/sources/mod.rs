//! `/v1/projects/{project}/sources`: provider accounts that feed a project.

mod change;
mod check;
mod create;
mod look;
mod rotate;
mod wire;

use crate::Hub;
use crate::problem::Problem;
use event::SourceId;
use std::sync::Arc;
use store::{Project, Source};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list, create::create))
        .routes(routes!(look::get, change::update, change::delete))
        .routes(routes!(rotate::rotate))
}

/// The source of that id in that project.
pub(super) fn find(hub: &Hub, project: &Project, id: SourceId) -> Result<Arc<Source>, Problem> {
    let registry = hub.store.registry();
    let found = registry.source(id).filter(|it| it.project == project.no && !it.built_in);
    found.cloned().ok_or_else(Problem::not_found)
}
