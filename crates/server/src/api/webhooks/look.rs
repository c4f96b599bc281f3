//! Looking at webhooks.

use super::find;
use super::health::shown;
use super::wire::Webhook;
use crate::api::access::{At, Reads};
use crate::api::describe::{InPages, InProject, WithId};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;
use event::WebhookId;
use std::sync::Arc;

/// Lists the webhooks of a project.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/webhooks",
    operation_id = "listWebhooks",
    tag = "Webhooks",
    params(InProject, InPages),
    responses((status = 200, description = "A page of webhooks.", body = List<Webhook>))
)]
pub(super) async fn list(
    asked: Reads,
    Query(paging): Query<Paging<WebhookId>>,
) -> Result<Json<List<Webhook>>, Problem> {
    let unwell = asked.hub.store.health_in(asked.project.no).await?;
    let registry = asked.hub.store.registry();
    let mut all: Vec<_> = registry.webhooks(asked.project.no).collect();
    all.sort_by_key(|webhook| std::cmp::Reverse(webhook.id));
    let show = |it: &Arc<store::Webhook>| Webhook::show(it, unwell.get(&it.no));
    Ok(Json(List::cut(all.into_iter(), paging, |it| it.id, show)))
}

/// Shows a webhook.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/webhooks/{id}",
    operation_id = "getWebhook",
    tag = "Webhooks",
    params(InProject, WithId),
    responses((status = 200, description = "The webhook.", body = Webhook))
)]
pub(super) async fn get(asked: Reads, At(id): At<WebhookId>) -> Result<Json<Webhook>, Problem> {
    let webhook = find(&asked.hub, &asked.project, id)?;
    Ok(Json(shown(&asked.hub, &webhook).await?))
}
