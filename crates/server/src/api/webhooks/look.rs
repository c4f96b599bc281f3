//! Looking at webhooks.

use super::find;
use super::wire::Webhook;
use crate::api::access::{At, Reads};
use crate::api::describe::{InPages, InProject, WithId};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;
use event::WebhookId;

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
) -> Json<List<Webhook>> {
    let registry = asked.hub.store.registry();
    let mut all: Vec<_> = registry.webhooks(asked.project.no).collect();
    all.sort_by_key(|webhook| std::cmp::Reverse(webhook.id));
    Json(List::cut(all.into_iter(), paging, |it| it.id, |it| Webhook::show(it)))
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
    Ok(Json(Webhook::show(&*find(&asked.hub, &asked.project, id)?)))
}
