//! Looking at contacts.

use super::filter::{Filter, InState};
use super::find;
use super::place::{Cursor, InContact, Of};
use super::wire::Contact;
use crate::api::access::Reads;
use crate::api::describe::{InPages, InProject};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;

/// Lists the contacts on the list that a project uses, by channel and address.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/contacts",
    operation_id = "listContacts",
    tag = "Contacts",
    params(InProject, InPages, InState, Filter),
    responses((status = 200, description = "A page of contacts.", body = List<Contact>))
)]
pub(super) async fn list(
    asked: Reads,
    Query((paging, which)): Query<(Paging<Cursor>, (InState, Filter))>,
) -> Result<Json<List<Contact>>, Problem> {
    let (state, filter) = which;
    let store = &asked.hub.store;
    let list = store.registry().list(asked.project.no);
    let page = store.contacts(list, &filter.of(paging, state.blocked())).await?;
    Ok(Json(List::of_contacts(page)))
}

/// Shows a contact.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/contacts/{channel}/{address}",
    operation_id = "getContact",
    tag = "Contacts",
    params(InProject, InContact),
    responses((status = 200, description = "The contact.", body = Contact))
)]
pub(super) async fn get(asked: Reads, Of(address): Of) -> Result<Json<Contact>, Problem> {
    let found = find(&asked.hub, &asked.project, &address).await?;
    found.map(|contact| Json(Contact::show(contact))).ok_or_else(Problem::not_found)
}

impl List<Contact> {
    /// A page as the store found it.
    pub(in crate::api) fn of_contacts(page: store::Page<store::Contact, store::Address>) -> Self {
        let next = page.next.map(|address| Cursor(address).to_string());
        Self { data: page.rows.into_iter().map(Contact::show).collect(), next }
    }
}
