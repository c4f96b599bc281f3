//! Sealing tickets.

use super::header::{self, LONGEST, POST, has_lines};
use super::wire::{AllSealed, Checked, NewTicket, Sealed};
use crate::Hub;
use crate::api::access::Writes;
use crate::api::describe::InProject;
use crate::api::input::{Faults, one_or_many, read_body};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{FromRequest, Request};
use rand::random;
use store::Project;
use ticket::Key;
use utoipa::ToSchema;

/// How many tickets one request seals at most.
const MOST: usize = 10_000;

/// The largest body, in bytes: what so many tickets of 1.6 KiB need.
const LARGEST: usize = 16 << 20;

/// The tickets to be sealed.
#[derive(Debug)]
pub(super) struct Asked {
    tickets: Vec<NewTicket>,
    is_list: bool,
}

impl<S: Sync> FromRequest<S> for Asked {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let body = read_body(request, LARGEST).await?;
        let (tickets, is_list) = one_or_many(&body)?;
        Ok(Self { tickets, is_list })
    }
}

/// One ticket, or up to 10,000.
#[derive(Debug, ToSchema)]
#[schema(as = NewTickets)]
#[serde(untagged)]
#[expect(dead_code, reason = "only describes what `Asked` takes")]
pub(super) enum OneOrMany {
    /// One ticket.
    One(Box<NewTicket>),
    /// Up to 10,000 tickets, sealed as a whole or not at all.
    Many(Vec<NewTicket>),
}

/// Seals a ticket, or up to 10,000, into URLs for contacts.
///
/// Nothing is stored: all that a URL says is in it, and nobody reads or changes it without the
/// project's key. For a way to leave mail the two lines of its header are given as well.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/tickets",
    operation_id = "sealTickets",
    tag = "Links",
    params(InProject),
    request_body = OneOrMany,
    responses((status = 200, description = "They are sealed.", body = AllSealed))
)]
pub(super) async fn make(asked: Writes, body: Asked) -> Result<Json<AllSealed>, Problem> {
    let (hub, project) = (&asked.hub, &asked.project);
    let seals = Seals::of(hub, project);
    let mut faults = Faults::default();
    let data = faults.each("tickets", MOST, body.tickets, body.is_list, |ticket, faults| {
        let checked = ticket.check(hub.now(), faults)?;
        let sealed = seals.seal(&checked, random());
        if sealed.list_unsubscribe.as_ref().is_some_and(|line| line.len() > LONGEST) {
            let detail = format!("makes the line of the mail's header longer than {LONGEST} bytes");
            faults.add("/metadata", detail);
        }
        Some(sealed)
    });
    faults.none()?;
    Ok(Json(AllSealed { data }))
}

/// What seals the tickets of a project.
pub(super) struct Seals<'a> {
    hub: &'a Hub,
    project: &'a Project,
    key: Key,
}

impl<'a> Seals<'a> {
    pub(super) fn of(hub: &'a Hub, project: &'a Project) -> Self {
        Self { hub, project, key: Key::new(&hub.store.ticket_key(project.id)) }
    }

    pub(super) fn seal(&self, new: &Checked, nonce: [u8; 12]) -> Sealed {
        let Checked { purpose, ticket, mailbox } = new;
        let purpose = *purpose;
        let token = self.key.seal(self.project.id, purpose, ticket, nonce);
        let (before, behind) = purpose.around();
        let url = format!("{}{before}{token}{behind}", self.hub.public_url);
        let lines = has_lines(purpose, ticket);
        Sealed {
            purpose: purpose.name(),
            token,
            list_unsubscribe: lines.then(|| header::line(&url, mailbox.as_deref())),
            list_unsubscribe_post: lines.then(|| POST.to_owned()),
            url,
        }
    }
}
