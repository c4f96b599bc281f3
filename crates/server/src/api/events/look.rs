//! Looking at events.

use super::filter::Filter;
use super::find;
use super::wire::Event;
use crate::api::access::{At, Reads};
use crate::api::deliveries::Delivery;
use crate::api::describe::{InPages, InProject, WithId};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;
use event::{DeliveryId, EventId};
use store::DeliveryFilter;

/// Lists the events of a project.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/events",
    operation_id = "listEvents",
    tag = "Events",
    params(InProject, InPages, Filter),
    responses((status = 200, description = "A page of events.", body = List<Event>))
)]
pub(super) async fn list(
    asked: Reads,
    Query((paging, filter)): Query<(Paging<EventId>, Filter)>,
) -> Result<Json<List<Event>>, Problem> {
    let page = asked.hub.store.events(asked.project.no, &filter.of(paging)).await?;
    let data = page.rows.iter().map(Event::show).collect::<Result<_, _>>()?;
    Ok(Json(List { data, next: page.next.map(|id| id.to_string()) }))
}

/// Shows an event.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/events/{id}",
    operation_id = "getEvent",
    tag = "Events",
    params(InProject, WithId),
    responses((status = 200, description = "The event.", body = Event))
)]
pub(super) async fn get(asked: Reads, At(id): At<EventId>) -> Result<Json<Event>, Problem> {
    let row = find(&asked.hub, &asked.project, id).await?;
    Ok(Json(Event::show(&row)?))
}

/// Lists the deliveries of an event.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/events/{id}/deliveries",
    operation_id = "listEventDeliveries",
    tag = "Events",
    params(InProject, WithId, InPages),
    responses((status = 200, description = "A page of deliveries.", body = List<Delivery>))
)]
pub(super) async fn deliveries(
    asked: Reads,
    At(id): At<EventId>,
    Query(paging): Query<Paging<DeliveryId>>,
) -> Result<Json<List<Delivery>>, Problem> {
    let event = find(&asked.hub, &asked.project, id).await?;
    let filter = DeliveryFilter {
        event: Some(event.id),
        before: paging.cursor,
        limit: paging.limit,
        ..DeliveryFilter::default()
    };
    let store = &asked.hub.store;
    let page = store.deliveries(asked.project.no, &filter).await?;
    let registry = store.registry();
    Ok(Json(List::of(page, |row| Delivery::show(&registry, &row))))
}
