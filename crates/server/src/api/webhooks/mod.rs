//! `/v1/projects/{project}/webhooks`: what integrators create.

mod change;
mod check;
mod create;
mod look;
mod pause;
mod wire;

use crate::Hub;
use crate::problem::Problem;
use event::WebhookId;
use std::sync::Arc;
use store::{Project, Webhook};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list, create::create))
        .routes(routes!(look::get, change::update, change::delete))
        .routes(routes!(pause::pause))
        .routes(routes!(pause::resume))
}

/// The webhook of that id in that project.
pub(super) fn find(hub: &Hub, project: &Project, id: WebhookId) -> Result<Arc<Webhook>, Problem> {
    let registry = hub.store.registry();
    let found = registry.webhook(id).filter(|it| it.project == project.no);
    found.cloned().ok_or_else(Problem::not_found)
}
