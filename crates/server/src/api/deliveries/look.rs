//! Looking at deliveries.

use super::find;
use super::wire::{Attempt, Delivery};
use crate::api::access::{At, Reads};
use crate::api::describe::{InPages, InProject, WithId};
use crate::api::input::{FromParams, Paging, Params, Query};
use crate::api::list::List;
use crate::api::webhooks;
use crate::problem::Problem;
use axum::Json;
use event::{DeliveryId, WebhookId};
use store::{DeliveryFilter, DeliveryState};
use utoipa::IntoParams;

/// Which deliveries a list shows.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Only in this state: `pending`, `delivered`, `exhausted` or `cancelled`.
    #[param(value_type = String, required = false, nullable = false)]
    state: Option<DeliveryState>,
    /// Only for the webhook of this id.
    #[param(value_type = String, required = false, nullable = false)]
    webhook: Option<WebhookId>,
    /// Only of events received at that time or later.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    since: Option<i64>,
    /// Only of events received before that time.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    until: Option<i64>,
}

impl FromParams for Filter {
    fn take(params: &mut Params) -> Self {
        let states = ["pending", "delivered", "exhausted", "cancelled"];
        Self {
            state: params.word("state", &states),
            webhook: params.one("webhook", str::parse),
            since: params.time("since"),
            until: params.time("until"),
        }
    }
}

/// Lists the deliveries of a project.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/deliveries",
    operation_id = "listDeliveries",
    tag = "Deliveries",
    params(InProject, InPages, Filter),
    responses((status = 200, description = "A page of deliveries.", body = List<Delivery>))
)]
pub(super) async fn list(
    asked: Reads,
    Query((paging, filter)): Query<(Paging<DeliveryId>, Filter)>,
) -> Result<Json<List<Delivery>>, Problem> {
    let (store, project) = (&asked.hub.store, &asked.project);
    let webhook = filter.webhook.map(|id| webhooks::find(&asked.hub, project, id)).transpose()?;
    let filter = DeliveryFilter {
        event: None,
        state: filter.state,
        webhook: webhook.map(|webhook| webhook.no),
        since: filter.since,
        until: filter.until,
        before: paging.cursor,
        limit: paging.limit,
    };
    let page = store.deliveries(project.no, &filter).await?;
    let registry = store.registry();
    Ok(Json(List::of(page, |row| Delivery::show(&registry, &row))))
}

/// Shows a delivery.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/deliveries/{id}",
    operation_id = "getDelivery",
    tag = "Deliveries",
    params(InProject, WithId),
    responses((status = 200, description = "The delivery.", body = Delivery))
)]
pub(super) async fn get(asked: Reads, At(id): At<DeliveryId>) -> Result<Json<Delivery>, Problem> {
    let row = find(&asked.hub, &asked.project, id).await?;
    Ok(Json(Delivery::show(&asked.hub.store.registry(), &row)))
}

/// Lists the attempts of a delivery; all of them, as a schedule is short.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/deliveries/{id}/attempts",
    operation_id = "listAttempts",
    tag = "Deliveries",
    params(InProject, WithId),
    responses((status = 200, description = "The attempts.", body = List<Attempt>))
)]
pub(super) async fn attempts(
    asked: Reads,
    At(id): At<DeliveryId>,
) -> Result<Json<List<Attempt>>, Problem> {
    let row = find(&asked.hub, &asked.project, id).await?;
    let rows = asked.hub.store.attempts(asked.project.no, &row).await?;
    Ok(Json(List { data: rows.iter().map(Attempt::show).collect(), next: None }))
}
