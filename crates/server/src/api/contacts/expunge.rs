//! Erasing a contact.

use super::place::{InContact, Of};
use crate::api::access::Writes;
use crate::api::describe::InProject;
use crate::api::jobs::{Job, begin};
use crate::problem::Problem;
use axum::response::Response;
use store::{JobKind, JobScope, NewJob};

/// Erases a contact: its events with their deliveries and attempts, messages to it, links that were
/// made for it, callbacks that were kept and mention it, its browser, and what is known of it.
///
/// It is a job: it goes on by itself, also after a restart. Where the contact is blocked, that stays,
/// under a name that is made from the address by a key of the hub, and which tells nothing of it.
/// What comes in after that is kept as ever.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/contacts/{channel}/{address}/expunge",
    operation_id = "expungeContact",
    tag = "Contacts",
    params(InProject, InContact),
    responses(
        (status = 202, description = "The job, which is on disk.", body = Job),
        (status = 409, description = "Too many jobs are under way."),
    )
)]
pub(super) async fn expunge(asked: Writes, Of(address): Of) -> Result<Response, Problem> {
    let contact = [address.channel().name().to_owned(), address.text().to_owned()];
    let job = NewJob {
        project: asked.project.no,
        kind: JobKind::Expunge,
        webhook: None,
        scope: JobScope { contact: Some(contact), ..JobScope::default() },
    };
    begin(&asked, job, None).await
}
