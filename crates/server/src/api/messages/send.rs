//! Sending messages.

use super::message::Message;
use super::take::{NotTaken, take};
use super::wire::{AllTaken, NewMessage};
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::events::Sent;
use crate::api::input::{Faults, one_or_many, read_body};
use crate::api::once::idempotency_key;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{FromRequest, Request};
use http::StatusCode;
use sha2::{Digest, Sha256};
use store::StoreError;
use utoipa::ToSchema;

/// How many messages one request sends at most.
const MOST: usize = 1000;

/// The largest body, in bytes: what so many messages of 8 KiB need.
const LARGEST: usize = 8 << 20;

/// The messages to be sent, and what the request counts once by.
#[derive(Debug)]
pub(super) struct Asked {
    messages: Vec<NewMessage>,
    is_list: bool,
    sent: Option<Sent>,
}

impl<S: Sync> FromRequest<S> for Asked {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let name = idempotency_key(request.headers())?;
        let body = read_body(request, LARGEST).await?;
        let (messages, is_list) = one_or_many(&body)?;
        let sent = name.map(|name| Sent { name, request: Sha256::digest(&body).into() });
        Ok(Self { messages, is_list, sent })
    }
}

/// One message, or up to 1,000.
#[derive(Debug, ToSchema)]
#[schema(as = NewMessages)]
#[serde(untagged)]
#[expect(dead_code, reason = "only describes what `Asked` takes")]
pub(super) enum OneOrMany {
    /// One message.
    One(Box<NewMessage>),
    /// Up to 1,000 messages, taken in as a whole or not at all.
    Many(Vec<NewMessage>),
}

/// Sends a message, or up to 1,000.
///
/// They are on disk when this is answered, and sent from then on. What becomes of them is told by
/// events. A blocked contact gets nothing: that is told as well, with a `reason.code` that begins
/// with `suppressed`.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/messages",
    operation_id = "sendMessages",
    tag = "Messages",
    params(InProject, OnceHeader),
    request_body = OneOrMany,
    responses((status = 202, description = "They are on disk.", body = AllTaken))
)]
pub(super) async fn send(
    asked: Writes,
    body: Asked,
) -> Result<(StatusCode, Json<AllTaken>), Problem> {
    let mut faults = Faults::default();
    let messages = faults.each("messages", MOST, body.messages, body.is_list, |new, faults| {
        Message::check(&asked, new, faults)
    });
    faults.none()?;
    // Who asks for the same at the same time may have been the first.
    let data = match take(&asked, &messages, body.sent).await {
        Err(NotTaken::Again) => take(&asked, &messages, body.sent).await,
        taken => taken,
    };
    let data = data.map_err(|error| match error {
        NotTaken::Again => Problem::from(StoreError::Taken("message")),
        NotTaken::Problem(problem) => problem,
    })?;
    asked.hub.post.wake();
    Ok((StatusCode::ACCEPTED, Json(AllTaken { data })))
}
