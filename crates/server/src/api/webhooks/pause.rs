//! Pausing webhooks, and letting them go on.

use super::find;
use super::health::shown;
use super::wire::Webhook;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Faults, MaybeBody, title};
use crate::problem::Problem;
use axum::Json;
use event::WebhookId;
use serde::Deserialize;
use store::{PatchWebhook, WebhookState};
use utoipa::ToSchema;

/// Why a webhook is paused.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "the CRM is being moved"}))]
pub(super) struct Pause {
    /// The reason, for people: 1 to 200 characters.
    reason: Option<String>,
}

/// Pauses a webhook: its deliveries are kept.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/{id}/pause",
    operation_id = "pauseWebhook",
    tag = "Webhooks",
    params(InProject, WithId),
    request_body = Option<Pause>,
    responses((status = 200, description = "The webhook as it is now.", body = Webhook))
)]
pub(super) async fn pause(
    asked: Writes,
    At(id): At<WebhookId>,
    MaybeBody(body): MaybeBody<Pause>,
) -> Result<Json<Webhook>, Problem> {
    let mut faults = Faults::default();
    let reason = body.reason.and_then(|text| faults.take("/reason", title(&text)));
    faults.none()?;
    put(&asked, id, (WebhookState::Paused, reason)).await
}

/// Resumes a webhook: what it is owed is sent at once.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/{id}/resume",
    operation_id = "resumeWebhook",
    tag = "Webhooks",
    params(InProject, WithId),
    responses((status = 200, description = "The webhook as it is now.", body = Webhook))
)]
pub(super) async fn resume(asked: Writes, At(id): At<WebhookId>) -> Result<Json<Webhook>, Problem> {
    put(&asked, id, (WebhookState::Active, None)).await
}

async fn put(
    asked: &Writes,
    id: WebhookId,
    state: (WebhookState, Option<String>),
) -> Result<Json<Webhook>, Problem> {
    let store = &asked.hub.store;
    let webhook = find(&asked.hub, &asked.project, id)?;
    let patch = |_: &store::Webhook| PatchWebhook { state: Some(state), ..PatchWebhook::default() };
    let webhook = store.update_webhook(webhook.id, patch).await?;
    Ok(Json(shown(&asked.hub, &webhook).await?))
}
