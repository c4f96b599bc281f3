//! Bodies.

use super::read;
use crate::problem::{Kind, Problem};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

/// The largest body of a request about one thing, in bytes.
const LARGEST: usize = 1 << 20;

const JSON: &str = "application/json";

/// A body that must be there.
#[derive(Debug)]
pub(in crate::api) struct Body<T>(pub(in crate::api) T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let body = read_body(request, LARGEST).await?;
        Ok(Self(read(&body)?))
    }
}

/// A body that may be left out.
#[derive(Debug)]
pub(in crate::api) struct MaybeBody<T>(pub(in crate::api) T);

impl<T: DeserializeOwned + Default, S: Sync> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let body = read_maybe(request, LARGEST).await?;
        Ok(Self(if body.is_empty() { T::default() } else { read(&body)? }))
    }
}

/// The bytes of a body that says it is JSON.
///
/// # Errors
///
/// A problem where it says otherwise, is larger than `largest` bytes, or breaks off.
pub(in crate::api) async fn read_body(request: Request, largest: usize) -> Result<Bytes, Problem> {
    must_be(JSON, request.headers())?;
    gather(request.into_body(), largest).await
}

/// The bytes of a body that may be left out; of one that is there and says that it is JSON.
///
/// # Errors
///
/// As [`read_body`].
pub(in crate::api) async fn read_maybe(request: Request, largest: usize) -> Result<Bytes, Problem> {
    let (parts, body) = request.into_parts();
    let body = gather(body, largest).await?;
    if !body.is_empty() {
        must_be(JSON, &parts.headers)?;
    }
    Ok(body)
}

/// The bytes of a body that says it is CSV.
///
/// # Errors
///
/// As [`read_body`].
pub(in crate::api) async fn read_csv(request: Request, largest: usize) -> Result<Bytes, Problem> {
    must_be("text/csv", request.headers())?;
    gather(request.into_body(), largest).await
}

fn must_be(wanted: &str, headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let given = given.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if given.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    let detail = format!("send it with `Content-Type: {wanted}`");
    Err(Problem::about(Kind::UnsupportedMediaType, detail))
}

async fn gather(body: axum::body::Body, largest: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, largest).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Problem::about(Kind::TooLarge, format!("at most {largest} bytes are read")))
        }
        Err(_) => Err(Problem::about(Kind::Malformed, "the body breaks off")),
    }
}
