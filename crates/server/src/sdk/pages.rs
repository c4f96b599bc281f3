//! What a page asks for, and where reports go.

use super::sites::secret;
use crate::Hub;
use crate::door::answer_for;
use crate::problem::{Kind, Problem};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, VARY};
use http::{HeaderMap, HeaderValue};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use sender::webpush::Vapid;
use serde_json::{Value, json};
use std::sync::Arc;
use store::{PatchSource, Source, StoreError};

/// Says by which key a page subscribes.
pub(super) async fn about(State(hub): State<Arc<Hub>>, Path(site): Path<String>) -> Response {
    let Some(source) = hub.sites.find(&hub.store.registry(), &site) else {
        return open(Problem::not_found().into_response());
    };
    let said = match vapid(&hub, source).await {
        Ok(vapid) => Json(json!({ "key": vapid.public_key() })).into_response(),
        Err(problem) => problem.into_response(),
    };
    open(said)
}

/// Takes reports in, by the same way as a provider's callback.
pub(super) async fn beacon(
    State(hub): State<Arc<Hub>>,
    Path(site): Path<String>,
    request: Request,
) -> Response {
    let source = hub.sites.find(&hub.store.registry(), &site);
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, hub.door.largest).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return open(Problem::new(Kind::TooLarge).into_response());
        }
        Err(_) => {
            return open(Problem::about(Kind::Malformed, "the body breaks off").into_response());
        }
    };
    if names_another_device(&body) {
        let why = "`form_factor` must be `desktop` or `mobile`";
        return open(Problem::about(Kind::Malformed, why).into_response());
    }
    let request = Request::from_parts(parts, Body::from(body));
    open(answer_for(&hub, source.as_ref(), &site, request).await)
}

/// Whether a report says that it comes of a device that is neither of the two there are.
fn names_another_device(body: &[u8]) -> bool {
    let another = |report: &Value| match &report["form_factor"] {
        Value::Null => false,
        device => !matches!(device.as_str(), Some("desktop" | "mobile")),
    };
    match serde_json::from_slice(body) {
        Ok(Value::Array(reports)) => reports.iter().any(another),
        Ok(report) => another(&report),
        // The door knows what to do with it.
        Err(_) => false,
    }
}

/// The key of a source; one that was made before there were any gets its own now.
async fn vapid(hub: &Hub, source: Arc<Source>) -> Result<Vapid, Problem> {
    let mut key = secret(&source, "vapid").into_iter().next();
    if key.is_none() {
        let made = Vapid::generate().map_err(|_| Problem::new(Kind::Internal))?;
        let add = |old: &Source| {
            let mut secrets = old.secrets.clone();
            secrets.entry("vapid").or_insert(made.into());
            PatchSource { secrets: Some(secrets), ..PatchSource::default() }
        };
        let source = hub.store.update_source(source.id, add).await;
        let source = source.map_err(|error: StoreError| Problem::from(error))?;
        key = secret(&source, "vapid").into_iter().next();
    }
    let vapid = key.and_then(|key| Vapid::new(&key).ok());
    vapid.ok_or_else(|| Problem::about(Kind::Internal, "the source's `vapid` is no key"))
}

/// Lets pages of any origin read the answer: it says nothing that is anybody's.
pub(super) fn open(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Lets pages of that origin read the answer, and no others.
pub(super) fn open_to(origin: &str, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(VARY, HeaderValue::from_static("origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether a request comes from a page of the source's site; gives its origin.
pub(super) fn origin<'a>(source: &Source, headers: &'a HeaderMap) -> Option<&'a str> {
    let known = source.settings.get("origin")?.as_str()?;
    let from = headers.get(http::header::ORIGIN)?.to_str().ok()?;
    (from == known.trim_end_matches('/')).then_some(from)
}
