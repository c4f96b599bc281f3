//! What is said to providers.

use super::files;
use adapter::Answer;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// How many seconds a provider should wait while the store is not available.
const LATER: &str = "2";

/// What asks for the credentials of a URL: Amazon SNS sends them only then.
const CHALLENGE: &str = r#"Basic realm="callbacks", charset="UTF-8""#;

/// What becomes of a callback.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Said {
    /// It is on disk.
    Taken(Answer),
    /// A probe that is answered before there are secrets.
    Shaken(Answer),
    /// It asks for a file that a source has, by its name in place of a token.
    File(Arc<str>),
    /// It is longer than a callback may be.
    TooLarge,
    /// Its body ended early, or did not come.
    Broken,
    /// No source has that token.
    Unknown,
    /// It is not proven. All causes look the same from outside.
    Refused,
    /// The same at a source that asks for credentials, which some send only when asked.
    Challenged,
    /// Its source is paused.
    Paused,
    /// It cannot be kept now.
    NotNow,
}

impl Said {
    /// The word for what is on disk.
    pub(super) const TAKEN: &'static str = "taken";

    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Taken(_) => Self::TAKEN,
            Self::Shaken(_) => "handshake",
            Self::File(_) => "file",
            Self::TooLarge => "too_large",
            Self::Broken => "broken",
            Self::Unknown => "unknown_token",
            Self::Refused | Self::Challenged => "refused",
            Self::Paused => "paused",
            Self::NotNow => "not_now",
        }
    }
}

impl IntoResponse for Said {
    fn into_response(self) -> Response {
        match self {
            Self::Taken(answer) | Self::Shaken(answer) => say(answer),
            Self::File(content) => files::answer(&content),
            Self::TooLarge => problem(StatusCode::PAYLOAD_TOO_LARGE, "callback-too-large"),
            Self::Broken => problem(StatusCode::BAD_REQUEST, "callback-broken"),
            Self::Unknown => problem(StatusCode::NOT_FOUND, "not-found"),
            Self::Refused => problem(StatusCode::UNAUTHORIZED, "callback-not-proven"),
            Self::Challenged => {
                let mut said = Self::Refused.into_response();
                let challenge = HeaderValue::from_static(CHALLENGE);
                said.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
                said
            }
            Self::Paused | Self::NotNow => {
                let mut said = problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
                said.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(LATER));
                said
            }
        }
    }
}

fn say(answer: Answer) -> Response {
    if answer.body.is_empty() {
        return StatusCode::OK.into_response();
    }
    let content_type = [(header::CONTENT_TYPE, answer.content_type)];
    (content_type, answer.body).into_response()
}

/// Providers read the status; the rest is for people who look at their logs.
fn problem(status: StatusCode, slug: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let body = format!(
        r#"{{"type":"urn:tidings:problem:{slug}","title":"{title}","status":{}}}"#,
        status.as_u16()
    );
    let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, content_type, Body::from(body)).into_response()
}
