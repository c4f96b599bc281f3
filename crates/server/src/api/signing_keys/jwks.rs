//! The public keys of a project, for everybody.

use super::wire::set;
use crate::Hub;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use event::ProjectId;
use http::HeaderValue;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use std::sync::Arc;

/// How long a key is still told after it stopped, in milliseconds: what it signed last may be on its
/// way for as long as receivers take it.
const LATE: i64 = 10 * 60 * 1000;

/// `/.well-known/jwks/{project's id}.json`: keys that sign, those to come and those just gone.
pub(super) async fn jwks(
    State(hub): State<Arc<Hub>>,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let id = file.strip_suffix(".json").and_then(|id| id.parse::<ProjectId>().ok());
    let id = id.ok_or_else(Problem::not_found)?;
    let _ = hub.store.be_current().await;
    let registry = hub.store.registry();
    let project = registry.project(id).ok_or_else(Problem::not_found)?;
    let now = hub.now();
    let keys = registry.signing_keys(project.no).rev();
    let keys = keys.filter(|it| it.until.is_none_or(|until| now < until + LATE));
    let keys = keys.filter_map(|it| Some(it.public()?.jwk(&it.id(&project.domain))));
    let body = set(&keys.collect::<Vec<_>>()).to_string();
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/jwk-set+json")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    Ok((headers, body).into_response())
}
