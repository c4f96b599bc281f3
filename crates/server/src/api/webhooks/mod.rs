//! `/v1/projects/{project}/webhooks`: what integrators create.

mod change;
mod check;
mod check_now;
mod create;
mod dry_run;
mod endpoint;
mod filter;
mod health;
mod look;
mod options;
mod order;
mod pause;
mod rate_limit;
mod sample;
mod secret;
mod test;
mod verification;
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
        .routes(routes!(secret::rotate))
        .routes(routes!(verification::get))
        .routes(routes!(verification::verify))
        .routes(routes!(check_now::check))
        .routes(routes!(test::test))
        .routes(routes!(dry_run::of_webhook))
        .routes(routes!(dry_run::of_selection))
}

/// The webhook of that id in that project.
pub(super) fn find(hub: &Hub, project: &Project, id: WebhookId) -> Result<Arc<Webhook>, Problem> {
    let registry = hub.store.registry();
    let found = registry.webhook(id).filter(|it| it.project == project.no);
    found.cloned().ok_or_else(Problem::not_found)
}
