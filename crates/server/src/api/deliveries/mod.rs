//! `/v1/projects/{project}/deliveries`: what is owed, and how it went.

mod act;
mod look;
mod wire;

pub(super) use self::wire::Delivery;

use crate::Hub;
use crate::problem::Problem;
use event::DeliveryId;
use std::sync::Arc;
use store::{DeliveryRow, Project};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list))
        .routes(routes!(look::get))
        .routes(routes!(look::attempts))
        .routes(routes!(act::retry))
        .routes(routes!(act::cancel))
}

/// The delivery of that id in that project.
async fn find(hub: &Hub, project: &Project, id: DeliveryId) -> Result<DeliveryRow, Problem> {
    hub.store.delivery(project.no, id).await?.ok_or_else(Problem::not_found)
}
