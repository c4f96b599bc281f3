//! Making links.

use super::wire::{AllMade, Made, NewLink};
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::input::{Faults, one_or_many};
use crate::api::once::{Once, create as once, created};
use crate::problem::Problem;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use utoipa::ToSchema;

/// How many links one request makes at most.
const MOST: usize = 10_000;

/// The largest body, in bytes: what so many links of 1.6 KiB need.
const LARGEST: usize = 16 << 20;

/// The links to be made, and what the request is remembered by.
#[derive(Debug)]
pub(super) struct Asked {
    links: Vec<NewLink>,
    is_list: bool,
    once: Option<Once>,
}

impl<S: Sync> FromRequest<S> for Asked {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let (body, once) = Once::read(request, LARGEST).await?;
        let (links, is_list) = one_or_many(&body)?;
        Ok(Self { links, is_list, once })
    }
}

/// One link, or up to 10,000.
#[derive(Debug, ToSchema)]
#[schema(as = NewLinks)]
#[serde(untagged)]
#[expect(dead_code, reason = "only describes what `Asked` takes")]
pub(super) enum OneOrMany {
    /// One link.
    One(Box<NewLink>),
    /// Up to 10,000 links, made as a whole or not at all.
    Many(Vec<NewLink>),
}

/// Makes a link, or up to 10,000.
///
/// They are on disk when this is answered. Each request for one of them is told as
/// `<channel>.clicked`.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/links",
    operation_id = "createLinks",
    tag = "Links",
    params(InProject, OnceHeader),
    request_body = OneOrMany,
    responses(
        (status = 201, description = "They are made.", body = AllMade),
        (status = 409, description = "A request with the same idempotency key is under way."),
    )
)]
pub(super) async fn create(asked: Writes, body: Asked) -> Result<Response, Problem> {
    let (hub, project) = (&asked.hub, asked.project.no);
    let mut faults = Faults::default();
    let new = faults
        .each("links", MOST, body.links, body.is_list, |link, faults| link.check(hub, faults));
    faults.none()?;
    once(hub, &asked.key, body.once, async |remember| {
        let answer = |codes: &[String]| {
            let made = codes.iter().zip(&new).map(|(code, new)| Made::show(hub, code, &new.url));
            created(&AllMade { data: made.collect() })
        };
        Ok(hub.store.create_links(project, &new, remember, answer).await?)
    })
    .await
}
