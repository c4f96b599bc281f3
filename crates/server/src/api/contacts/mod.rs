//! `/v1/projects/{project}/contacts`: what is known of addresses.

mod act;
mod cell;
mod edit;
mod export;
mod expunge;
mod filter;
mod import;
mod look;
mod place;
mod say;
mod table;
mod timeline;
mod wire;

pub(super) use self::filter::Filter;
pub(super) use self::place::{Cursor, NO_ADDRESS, address, channel};
pub(super) use self::wire::Contact;

use crate::Hub;
use crate::problem::{Kind, Problem};
use event::check_contact;
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
        .routes(routes!(expunge::expunge))
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

/// The same, for something that is about to be said of it: of an address that nobody has reported
/// yet, only where somebody could be written to at it.
async fn find_or_new(
    hub: &Hub,
    project: &Project,
    address: &Address,
) -> Result<Option<store::Contact>, Problem> {
    let known = find(hub, project, address).await?;
    if known.is_none()
        && let Err(wanted) = check_contact(address.channel(), address.text())
    {
        return Err(Problem::about(Kind::Invalid, format!("the address in the path {wanted}")));
    }
    Ok(known)
}
