//! The scripts themselves.

use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};

/// For the page.
const PAGE: &str = concat!(include_str!("js/queue.js"), include_str!("js/tidings.js"));

/// For the service worker.
const WORKER: &str = concat!(include_str!("js/queue.js"), include_str!("js/worker.js"));

pub(super) async fn page() -> Response {
    script(PAGE)
}

pub(super) async fn worker() -> Response {
    script(WORKER)
}

/// Any page may load it, from whatever origin; a new version is taken within five minutes.
fn script(text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=300"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}
