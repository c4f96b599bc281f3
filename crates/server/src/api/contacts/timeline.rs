//! What became of a contact.

use super::place::{InContact, Of};
use crate::api::access::Reads;
use crate::api::describe::{InPages, InProject};
use crate::api::input::{Paging, Query};
use crate::api::timeline::{Timeline, of_contact};
use crate::problem::Problem;
use axum::Json;
use event::EventId;

/// Shows all that is known of a contact, in order, from its newest on.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/contacts/{channel}/{address}/timeline",
    operation_id = "getContactTimeline",
    tag = "Contacts",
    params(InProject, InContact, InPages),
    responses((status = 200, description = "What is known of it.", body = Timeline))
)]
pub(super) async fn timeline(
    asked: Reads,
    Of(address): Of,
    Query(paging): Query<Paging<EventId>>,
) -> Result<Json<Timeline>, Problem> {
    of_contact(&asked.hub, asked.project.no, &address, paging).await.map(Json)
}
