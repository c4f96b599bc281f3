//! Exporting contacts.

use super::cell;
use super::filter::{Filter, InState};
use super::table::Column;
use crate::Hub;
use crate::api::access::Reads;
use crate::api::describe::InProject;
use crate::api::input::{Paging, Query};
use crate::api::wire::time;
use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use csv::Writer;
use event::Block;
use futures::stream::try_unfold;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::sync::Arc;
use store::{Contact, ContactFilter, No};

/// How many contacts are read at a time.
const PAGE: u16 = 1000;

/// Exports contacts as CSV, by channel and address, with all columns that an import takes.
///
/// Fields that are no texts stand there as JSON. A text that a program for tables would take for a
/// formula has an apostrophe before it, which an import takes away.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/contacts/export",
    operation_id = "exportContacts",
    tag = "Contacts",
    params(InProject, InState, Filter),
    responses((status = 200, description = "A table.", body = String, content_type = "text/csv"))
)]
pub(super) async fn export(
    asked: Reads,
    Query((state, filter)): Query<(InState, Filter)>,
) -> Result<Response, Problem> {
    let store = &asked.hub.store;
    let list = store.registry().list(asked.project.no);
    let fields = store.field_names(list).await?.into_iter().map(Column::Field);
    let columns: Vec<_> = Column::fixed().chain(fields).collect();
    let paging = Paging { limit: PAGE, cursor: None };
    let rest = Rest {
        hub: asked.hub.clone(),
        list,
        filter: filter.of(paging, state.blocked()),
        head: Some(columns.iter().map(Column::name).collect()),
        columns,
        done: false,
    };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (CONTENT_DISPOSITION, "attachment; filename=\"contacts.csv\""),
    ];
    Ok((headers, Body::from_stream(try_unfold(rest, Rest::next))).into_response())
}

/// What is still to be written.
struct Rest {
    hub: Arc<Hub>,
    list: No,
    filter: ContactFilter,
    columns: Vec<Column>,
    /// The names of the columns, until they are written.
    head: Option<Vec<String>>,
    done: bool,
}

impl Rest {
    /// The next piece; an error breaks the answer off, so that nobody takes a part for the whole.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, axum::BoxError> {
        if self.done {
            return Ok(None);
        }
        let page = self.hub.store.contacts(self.list, &self.filter).await;
        let page = page.inspect_err(|error| {
            tracing::warn!(error.cause = ?error, "The store did not answer; an export breaks off");
        })?;
        let mut writer = Writer::from_writer(Vec::new());
        if let Some(head) = self.head.take() {
            writer.write_record(&head)?;
        }
        for contact in &page.rows {
            writer.write_record(self.columns.iter().map(|column| written(contact, column)))?;
        }
        self.done = page.next.is_none();
        self.filter.after = page.next;
        let piece = Bytes::from(writer.into_inner()?);
        Ok(Some((piece, self)))
    }
}

fn written(contact: &Contact, column: &Column) -> String {
    let standing = contact.standing();
    match column {
        Column::Channel => contact.address.channel().to_string(),
        Column::Address => cell::defused(contact.address.text()).into_owned(),
        Column::State if standing.is_blocked() => "blocked".to_owned(),
        Column::State => "active".to_owned(),
        Column::Reason => standing.reason().map_or("", Block::name).to_owned(),
        Column::Since => standing.since.map(time).unwrap_or_default(),
        Column::User => contact.user.as_deref().map(cell::defused).unwrap_or_default().into_owned(),
        Column::Mark(mark) => {
            let said = contact.marks.said(*mark);
            if said.ever() { time(said.at) } else { String::new() }
        }
        Column::Field(name) => match contact.fields.as_ref().and_then(|fields| fields.get(name)) {
            None => String::new(),
            Some(value) => cell::of_field(value),
        },
    }
}
