//! Importing contacts.

mod read;
mod row;

use self::read::read;
use self::row::Row;
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::events::{Sent, take};
use crate::api::input::{FromParams, Params, Query, read_csv};
use crate::api::once::{idempotency_key, of_line};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use event::Event;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::Address;
use utoipa::{IntoParams, ToSchema};

/// The largest table, in bytes: what 100,000 rows of 320 bytes need.
const LARGEST: usize = 32 << 20;

/// How many events are taken in at a time.
const AT_ONCE: usize = 1000;

/// A table, and what it counts once by.
#[derive(Debug)]
pub(super) struct Table {
    body: Bytes,
    sent: Option<Sent>,
}

impl<S: Sync> FromRequest<S> for Table {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let name = idempotency_key(request.headers())?;
        let mut hash = of_line(&request);
        let body = read_csv(request, LARGEST).await?;
        hash.update(&body);
        let sent = name.map(|name| Sent { name, request: hash.finalize().into() });
        Ok(Self { body, sent })
    }
}

/// Whether an import makes events.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WithEvents {
    /// Whether each row makes the events that say what it says.
    #[param(value_type = bool, required = false, default = false)]
    events: bool,
}

impl FromParams for WithEvents {
    fn take(params: &mut Params) -> Self {
        Self { events: params.word("events", &["true", "false"]).unwrap_or_default() }
    }
}

/// What was imported.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Imported {
    /// How many contacts.
    contacts: usize,
    /// How many events they made, but for those that had been made before.
    events: usize,
}

/// Imports contacts from CSV, up to 100,000 rows: all of them, or none where one has a mistake.
///
/// The first line names the columns: `channel` and `address`; `state` (`active` or `blocked`),
/// `reason` (as a contact has it) and `since`; `user`; `mark.bounced` and the other marks, each a
/// time; `field.…` for fields of profiles, each a text, or a list or an object as JSON. An empty
/// cell says nothing. A row that says `active` lifts nothing; a `mark.joined` or `mark.activated`
/// does, where it is later. Mistakes are told with pointers of line and column, such as `/17/since`.
/// The same table again changes nothing, so one that was answered with 503 is sent again as it is.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/contacts/import",
    operation_id = "importContacts",
    tag = "Contacts",
    params(InProject, WithEvents, OnceHeader),
    request_body(
        content = String,
        content_type = "text/csv",
        example = "channel,address,state,reason,since\nemail,bob@example.org,blocked,bounced,2026-03-24T08:23:20Z\n"
    ),
    responses(
        (status = 200, description = "They are on disk.", body = Imported),
        (status = 400, description = "The body breaks off, or the idempotency key has no use."),
        (status = 415, description = "The body does not say that it is CSV."),
    )
)]
pub(super) async fn import(
    asked: Writes,
    Query(WithEvents { events }): Query<WithEvents>,
    table: Table,
) -> Result<Json<Imported>, Problem> {
    let (store, now) = (&asked.hub.store, asked.hub.now());
    let rows = read(&table.body, now, events)?;
    let rows = by_contact(rows);
    let events = rows.iter().filter(|_| events).flat_map(Row::events).collect::<Vec<_>>();
    let contacts = rows.len();
    let list = store.registry().list(asked.project.no);
    store.edit_contacts(list, rows.into_iter().map(Row::edit).collect(), now).await?;
    let events = publish(&asked, &events, table.sent, now).await?;
    Ok(Json(Imported { contacts, events }))
}

/// One row a contact.
fn by_contact(rows: Vec<Row>) -> Vec<Row> {
    let mut places: HashMap<Address, usize> = HashMap::with_capacity(rows.len());
    let mut all: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(place) = places.get(row.address()) {
            all[*place].add(row);
        } else {
            places.insert(row.address().clone(), all.len());
            all.push(row);
        }
    }
    all
}

/// Gives how many are new.
async fn publish(
    asked: &Writes,
    events: &[Event],
    sent: Option<Sent>,
    now: i64,
) -> Result<usize, Problem> {
    let mut new = 0;
    for (chunk, events) in events.chunks(AT_ONCE).enumerate() {
        // The same chunk of the same request again counts once.
        let sent = sent.map(|sent| Sent { name: nth(sent.name, chunk), ..sent });
        let taken = take(asked, events, sent, now).await?;
        new += taken.iter().filter(|taken| !taken.duplicate).count();
    }
    Ok(new)
}

fn nth(name: [u8; 32], chunk: usize) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(name);
    hash.update((chunk as u64).to_le_bytes());
    hash.finalize().into()
}
