//! What became of a message.

use crate::api::access::{Reads, in_path};
use crate::api::describe::InProject;
use crate::api::input::{FromParams, Params, Query};
use crate::api::timeline::{Timeline, of_message};
use crate::problem::Problem;
use axum::Json;
use axum::extract::FromRequestParts;
use event::EventId;
use http::request::Parts;
use utoipa::IntoParams;

/// Which message.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only describes what `Named` takes from the path")]
pub(super) struct InMessage {
    /// Its id, or the `message_id` that its events are told by, whoever sent it; percent-encoded.
    #[param(example = "pcl_06ag2vpsl3r5v2q1k8f4d9c0mg")]
    id: String,
}

/// What a message is called by.
#[derive(Debug)]
pub(super) struct Named(String);

impl<S: Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        in_path(parts, "id").await.map(Self)
    }
}

/// Where to go on.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Before {
    /// `next` of the answer before.
    #[param(value_type = String, required = false, nullable = false)]
    cursor: Option<EventId>,
}

impl FromParams for Before {
    fn take(params: &mut Params) -> Self {
        Self { cursor: params.one("cursor", |text| text.parse().map_err(|_| "is no cursor")) }
    }
}

/// Shows all that is known of a message, in order.
///
/// Repeats are told once, and a report that came late stands where it belongs: `sent` never behind
/// `delivered`. A message to a person has the steps of all its contacts.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/messages/{id}/timeline",
    operation_id = "getMessageTimeline",
    tag = "Messages",
    params(InProject, InMessage, Before),
    responses((status = 200, description = "What is known of it.", body = Timeline))
)]
pub(super) async fn timeline(
    asked: Reads,
    Named(name): Named,
    Query(before): Query<Before>,
) -> Result<Json<Timeline>, Problem> {
    of_message(&asked.hub, asked.project.no, &name, before.cursor).await.map(Json)
}
