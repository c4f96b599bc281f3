//! `/v1/projects/{project}/events`: what happened.

mod details;
mod filter;
mod look;
mod new;
mod own;
mod publish;
mod resend;
mod take;
mod wire;

pub(super) use self::details::Reason;
pub(super) use self::filter::kinds;
pub(super) use self::take::{Sent, keep, take};

pub(super) use self::wire::Event;

use crate::Hub;
use crate::problem::Problem;
use event::EventId;
use std::sync::Arc;
use store::{EventRow, Project};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list, publish::publish))
        .routes(routes!(look::get))
        .routes(routes!(look::deliveries))
        .routes(routes!(resend::resend))
}

/// The event of that id in that project.
async fn find(hub: &Hub, project: &Project, id: EventId) -> Result<EventRow, Problem> {
    hub.store.event(project.no, id).await?.ok_or_else(Problem::not_found)
}
