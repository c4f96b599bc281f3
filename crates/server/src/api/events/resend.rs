//! Sending an event again.

use super::find;
use crate::api::access::{At, Writes};
use crate::api::deliveries::Delivery;
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Faults, MaybeBody};
use crate::api::webhooks;
use crate::problem::Problem;
use axum::Json;
use event::{EventId, WebhookId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where an event is sent again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"webhook": "whk_06ag2vpsl3r5v2q1k8f4d9c0mg"}))]
pub(super) struct Resend {
    /// The webhook, whether it wanted the event or not; where there is none, all that it was
    /// owed to.
    webhook: Option<String>,
}

/// What is owed now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Resent {
    /// The deliveries, due at once.
    data: Vec<Delivery>,
}

/// Sends an event again, by a schedule of its own.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/events/{id}/resend",
    operation_id = "resendEvent",
    tag = "Events",
    params(InProject, WithId),
    request_body = Option<Resend>,
    responses((status = 202, description = "It is owed again.", body = Resent))
)]
pub(super) async fn resend(
    asked: Writes,
    At(id): At<EventId>,
    MaybeBody(body): MaybeBody<Resend>,
) -> Result<(StatusCode, Json<Resent>), Problem> {
    let (store, project) = (&asked.hub.store, &asked.project);
    let event = find(&asked.hub, project, id).await?;
    let webhook = body.webhook.map(|text| named(&asked, &text)).transpose()?;
    let ids = store.resend_event(project.no, event.id, webhook).await?;
    let registry = store.registry();
    let mut data = Vec::new();
    for id in ids {
        let row = store.delivery(project.no, id).await?;
        data.extend(row.map(|row| Delivery::show(&registry, &row)));
    }
    Ok((StatusCode::ACCEPTED, Json(Resent { data })))
}

/// The webhook that the body names.
fn named(asked: &Writes, text: &str) -> Result<store::No, Problem> {
    let id: Option<WebhookId> = text.parse().ok();
    let found = id.and_then(|id| webhooks::find(&asked.hub, &asked.project, id).ok());
    let mut faults = Faults::default();
    let found = faults.take("/webhook", found.ok_or("there is no such webhook in this project"));
    faults.or(found.map(|webhook| webhook.no))
}
