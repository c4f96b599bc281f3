//! What is said when a request cannot be answered: RFC 9457.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// What went wrong, of a kind that never changes its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Not what HTTP or JSON look like.
    Malformed,
    /// No key, or none that we know.
    Unauthorized,
    /// A key that may not do this.
    Forbidden,
    /// Nothing there, or nothing that this key may see.
    NotFound,
    /// Something there that cannot be asked this way.
    MethodNotAllowed,
    /// There is one already.
    Taken,
    /// Something would be lost.
    InUse,
    /// What is to be changed is not in a state that allows it.
    WrongState,
    /// A request with the same idempotency key is being answered.
    IdempotencyKeyBusy,
    /// What is asked for was there, and some of it was erased since.
    Gap,
    /// More bytes than are read.
    TooLarge,
    /// A body that is no JSON, by its own words.
    UnsupportedMediaType,
    /// Well formed, but with mistakes in it.
    Invalid,
    /// The idempotency key was used for another request.
    IdempotencyKeyReused,
    /// Asked for more often than it may be.
    TooOften,
    /// A fault of ours.
    Internal,
    /// The store does not answer.
    Unavailable,
}

impl Kind {
    /// The status, the name and the title.
    const fn facts(self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::Malformed => (S::BAD_REQUEST, "malformed", "The request cannot be read"),
            Self::Unauthorized => (S::UNAUTHORIZED, "unauthorized", "A valid key is needed"),
            Self::Forbidden => (S::FORBIDDEN, "forbidden", "This key may not do that"),
            Self::NotFound => (S::NOT_FOUND, "not-found", "There is nothing here"),
            Self::MethodNotAllowed => {
                (S::METHOD_NOT_ALLOWED, "method-not-allowed", "It cannot be asked this way")
            }
            Self::Taken => (S::CONFLICT, "taken", "There is one already"),
            Self::InUse => (S::CONFLICT, "in-use", "Something would be lost"),
            Self::WrongState => (S::CONFLICT, "wrong-state", "Its state does not allow that"),
            Self::IdempotencyKeyBusy => {
                (S::CONFLICT, "idempotency-key-busy", "The same request is being answered")
            }
            Self::Gap => (S::GONE, "gap", "Some of what is asked for was erased"),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::UnsupportedMediaType => {
                (S::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body must be JSON")
            }
            Self::Invalid => (S::UNPROCESSABLE_ENTITY, "invalid", "The request has mistakes in it"),
            Self::IdempotencyKeyReused => (
                S::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The idempotency key was used for another request",
            ),
            Self::TooOften => (S::TOO_MANY_REQUESTS, "too-often", "It is asked for too often"),
            Self::Internal => (S::INTERNAL_SERVER_ERROR, "internal", "The hub failed"),
            Self::Unavailable => {
                (S::SERVICE_UNAVAILABLE, "unavailable", "The hub cannot answer now")
            }
        }
    }
}

/// An answer that says what is wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:tidings:problem:invalid",
    "title": "The request has mistakes in it",
    "status": 422,
    "errors": [{
        "pointer": "/events/3",
        "detail": "there is no event `email.bouncd`; did you mean `email.bounced`?"
    }]
}))]
pub(crate) struct Problem {
    /// The kind of problem: `urn:tidings:problem:` and a name that never changes.
    #[serde(rename = "type")]
    urn: String,
    /// The same in words, for people.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What there is to say about this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// All that is wrong with the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<Fault>,
}

/// One mistake in a request.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, ToSchema)]
pub(crate) struct Fault {
    /// Where in the body it is: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) pointer: Option<String>,
    /// Which parameter of the query it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) parameter: Option<String>,
    /// What is wrong.
    pub(crate) detail: String,
}

impl Problem {
    /// A problem about which its title says all.
    pub(crate) fn new(kind: Kind) -> Self {
        let (status, name, title) = kind.facts();
        let urn = format!("urn:tidings:problem:{name}");
        Self { urn, title, status: status.as_u16(), detail: None, errors: Vec::new() }
    }

    /// A problem, and what there is to say about this one.
    pub(crate) fn about(kind: Kind, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(kind) }
    }

    /// A request with these mistakes in it.
    pub(crate) fn invalid(errors: Vec<Fault>) -> Self {
        Self { errors, ..Self::new(Kind::Invalid) }
    }

    /// Nothing there, or nothing that this key may see.
    pub(crate) fn not_found() -> Self {
        Self::new(Kind::NotFound)
    }
}

/// What to do about a place in a feed that is too old.
const GAP: &str = "events behind this place are no longer kept: begin anew, without `after` at the \
                   oldest that are, or with `after=now`";

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken("idempotency key") => Self::new(Kind::IdempotencyKeyBusy),
            StoreError::Taken(_) => Self::about(Kind::Taken, error.to_string()),
            StoreError::Gone(_) => Self::not_found(),
            StoreError::Erased => Self::about(Kind::Gap, GAP),
            StoreError::InUse(what) => Self::about(Kind::InUse, what),
            StoreError::OtherRequest => Self::new(Kind::IdempotencyKeyReused),
            error if error.is_passing() => {
                tracing::warn!(error.cause = ?error, "The store did not answer");
                Self::new(Kind::Unavailable)
            }
            error => {
                tracing::error!(error.cause = ?error, "The store failed");
                Self::new(Kind::Internal)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("60"));
            }
            _ => {}
        }
        response
    }
}
