//! `/v1/addresses`: where the hub calls from.

use crate::Hub;
use crate::api::access::Access;
use axum::Json;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Where deliveries come from, as the hub's operator says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"data": ["192.0.2.8/32", "2001:db8::/64"], "name": "egress.example.com"}))]
pub(super) struct Addresses {
    /// The networks, for the lists of firewalls; none where nobody has said any.
    data: Vec<String>,
    /// A name whose records in the DNS hold the same, where there is one.
    name: Option<String>,
}

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Lists the addresses that deliveries come from.
#[utoipa::path(
    get,
    path = "/v1/addresses",
    operation_id = "listAddresses",
    tag = "Catalogue",
    responses((status = 200, description = "The addresses.", body = Addresses))
)]
pub(super) async fn list(asked: Access) -> Json<Addresses> {
    let outgoing = &asked.hub.outgoing;
    let data = outgoing.addresses.0.iter().map(ToString::to_string).collect();
    Json(Addresses { data, name: outgoing.name.as_ref().map(ToString::to_string) })
}
