//! `/v1/projects/{project}/contacts`: what is known of addresses.

mod act;
mod edit;
mod export;
mod filter;
mod import;
mod look;
mod place;
mod say;
mod table;
mod timeline;
mod wire;

pub(super) use self::filter::Filter;
pub(super) use self::place::{Cursor, NO_ADDRESS, channel};
pub(super) use self::wire::Contact;

use crate::Hub;
use crate::problem::Problem;
use std::sync::Arc;
use store::{Address, Project};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(look::list))
        .routes(routes!(import::import))
        .routes(routes!(export::export))
        .routes(routes!(look::get, edit::put, edit::delete))
        .routes(routes!(act::activate))
        .routes(routes!(act::deactivate))
        .routes(routes!(act::subscribe))
        .routes(routes!(act::unsubscribe))
        .routes(routes!(timeline::timeline))
}

/// What is known of an address on the list that a project uses.
async fn find(
    hub: &Hub,
    project: &Project,
    address: &Address,
) -> Result<Option<store::Contact>, Problem> {
    let list = hub.store.registry().list(project.no);
    Ok(hub.store.contact(list, address).await?)
}
