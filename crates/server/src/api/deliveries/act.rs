//! What people do to deliveries.

use super::find;
use super::wire::Delivery;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::problem::{Kind, Problem};
use axum::Json;
use event::DeliveryId;
use http::StatusCode;
use store::DeliveryState;

/// Makes a delivery due at once: one that waits, or one whose schedule is used up, which begins
/// anew.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/deliveries/{id}/retry",
    operation_id = "retryDelivery",
    tag = "Deliveries",
    params(InProject, WithId),
    responses(
        (status = 202, description = "It is due.", body = Delivery),
        (status = 409, description = "It is delivered or cancelled."),
    )
)]
pub(super) async fn retry(
    asked: Writes,
    At(id): At<DeliveryId>,
) -> Result<(StatusCode, Json<Delivery>), Problem> {
    let (store, project) = (&asked.hub.store, &asked.project);
    find(&asked.hub, project, id).await?;
    let changed = store.retry_delivery(project.no, id).await?;
    let row = find(&asked.hub, project, id).await?;
    // One that is pending and yet did not change is being made.
    if changed || row.state == DeliveryState::Pending {
        return Ok((StatusCode::ACCEPTED, Json(Delivery::show(&store.registry(), &row))));
    }
    Err(Problem::about(Kind::WrongState, format!("the delivery is {}", row.state)))
}

/// Cancels a delivery that is pending or exhausted.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/deliveries/{id}/cancel",
    operation_id = "cancelDelivery",
    tag = "Deliveries",
    params(InProject, WithId),
    responses(
        (status = 200, description = "It is cancelled.", body = Delivery),
        (status = 409, description = "It is delivered or cancelled."),
    )
)]
pub(super) async fn cancel(
    asked: Writes,
    At(id): At<DeliveryId>,
) -> Result<Json<Delivery>, Problem> {
    let (store, project) = (&asked.hub.store, &asked.project);
    find(&asked.hub, project, id).await?;
    let changed = store.cancel_delivery(project.no, id).await?;
    let row = find(&asked.hub, project, id).await?;
    if changed {
        return Ok(Json(Delivery::show(&store.registry(), &row)));
    }
    Err(Problem::about(Kind::WrongState, format!("the delivery is {}", row.state)))
}
