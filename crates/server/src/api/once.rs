//! Requests that create: sent again with the same `Idempotency-Key`, they create nothing more.

use super::events::Sent;
use super::input::{read, read_body, read_maybe};
use crate::Hub;
use crate::problem::{Kind, Problem};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use store::{Answer, Key, Remember};

/// The header that names a request.
const NAME: &str = "idempotency-key";

/// What says that an answer was given before.
const REPLAYED: &str = "idempotency-replayed";

/// The longest idempotency key, in bytes.
const LONGEST: usize = 255;

/// The largest body of a request that creates one thing, in bytes.
const LARGEST_USUAL: usize = 1 << 20;

/// The body of a request that creates, and what it is remembered by.
#[derive(Debug)]
pub(super) struct Create<T> {
    pub(super) new: T,
    pub(super) once: Option<Once>,
}

/// What a request that was sent with an idempotency key is remembered by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Once {
    name: [u8; 32],
    request: [u8; 32],
}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Create<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let (body, once) = Once::read(request, LARGEST_USUAL).await?;
        Ok(Self { new: read(&body)?, once })
    }
}

impl Once {
    /// The body of a request, of at most so many bytes, and what it is remembered by.
    ///
    /// # Errors
    ///
    /// As [`read_body`], and where the idempotency key is none.
    pub(super) async fn read(
        request: Request,
        largest: usize,
    ) -> Result<(Bytes, Option<Self>), Problem> {
        let name = idempotency_key(request.headers())?;
        let mut hash = of_line(&request);
        let body = read_body(request, largest).await?;
        hash.update(&body);
        let once = name.map(|name| Self { name, request: hash.finalize().into() });
        Ok((body, once))
    }

    /// As the store remembers it for a key.
    fn by(self, key: &Key) -> Remember {
        Remember { api_key: key.no, name: self.name, request: self.request }
    }
}

/// The body of a request that makes events, empty where it was left out, and what these count
/// once by.
#[derive(Debug)]
pub(super) struct Publish<T, const LARGEST: usize = LARGEST_USUAL> {
    pub(super) body: T,
    pub(super) sent: Option<Sent>,
}

impl<T: DeserializeOwned + Default, S: Sync, const LARGEST: usize> FromRequest<S>
    for Publish<T, LARGEST>
{
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let name = idempotency_key(request.headers())?;
        let mut hash = of_line(&request);
        let body = read_maybe(request, LARGEST).await?;
        hash.update(&body);
        let sent = name.map(|name| Sent { name, request: hash.finalize().into() });
        Ok(Self { body: if body.is_empty() { T::default() } else { read(&body)? }, sent })
    }
}

/// The beginning of the hash that two requests have in common if they are the same.
pub(super) fn of_line(request: &Request) -> Sha256 {
    let mut hash = Sha256::new();
    hash.update(request.method().as_str());
    hash.update(" ");
    hash.update(request.uri().path());
    hash.update("\n");
    hash
}

/// The hash of a request's idempotency key, where it has one.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<[u8; 32]>, Problem> {
    let Some(value) = headers.get(NAME) else { return Ok(None) };
    if value.is_empty() || value.len() > LONGEST {
        let detail = format!("Idempotency-Key must be 1 to {LONGEST} bytes");
        return Err(Problem::about(Kind::Malformed, detail));
    }
    Ok(Some(Sha256::digest(value.as_bytes()).into()))
}

/// Creates something, unless the same request has: then its answer is given again.
pub(super) async fn create(
    hub: &Hub,
    key: &Key,
    once: Option<Once>,
    make: impl AsyncFnOnce(Option<Remember>) -> Result<Answer, Problem>,
) -> Result<Response, Problem> {
    let remember = once.map(|once| once.by(key));
    if let Some(remember) = &remember
        && let Some(answer) = hub.store.answered(remember).await?
    {
        let mut response = response(answer);
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        return Ok(response);
    }
    Ok(response(make(remember).await?))
}

/// What is said when something was created.
pub(super) fn created(wire: &impl Serialize) -> Answer {
    // Nothing in a wire struct can fail: keys are text and no number is beyond JSON.
    let body = serde_json::to_string(wire).unwrap_or_default();
    Answer { status: StatusCode::CREATED.as_u16(), body }
}

/// What is said when something was taken in that goes on by itself.
pub(super) fn accepted(wire: &impl Serialize) -> Answer {
    Answer { status: StatusCode::ACCEPTED.as_u16(), ..created(wire) }
}

fn response(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::CREATED);
    let content_type = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (status, content_type, answer.body).into_response()
}
