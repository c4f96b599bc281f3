//! The routes under `/sandbox/`.

use super::{Arrived, Verdict};
use crate::Hub;
use crate::verification::CHALLENGE;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use event::{from_ms, rfc3339};
use http_body_util::{BodyExt, Limited};
use serde_json::{Value, json};
use std::sync::Arc;

/// What a bin keeps of a body, in bytes.
const LARGEST: usize = 256 << 10;

/// The routes under `/sandbox/`.
pub fn router() -> Router<Arc<Hub>> {
    Router::new().route("/sandbox/{bin}", any(bin))
}

/// GET lists what arrived, newest first; DELETE empties the bin; anything else arrives.
async fn bin(State(hub): State<Arc<Hub>>, Path(bin): Path<String>, request: Request) -> Response {
    if !is_name(&bin) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match *request.method() {
        Method::GET => {
            let mut all = hub.sandbox.since(&bin, 0);
            all.reverse();
            Json(json!({"data": all, "next": null})).into_response()
        }
        Method::DELETE => {
            hub.sandbox.clear(&bin);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => arrive(&hub, &bin, request).await,
    }
}

async fn arrive(hub: &Hub, bin: &str, request: Request) -> Response {
    let (parts, body): (_, Body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST).collect().await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let body = body.to_bytes();
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = parts.headers.iter();
    let headers = headers.map(|(name, value)| (name.to_string(), text(value.as_bytes())));
    let now = hub.now();
    let arrived = Arrived {
        number: 0,
        received_at: rfc3339(from_ms(now)),
        method: parts.method.to_string(),
        headers: headers.collect(),
        body: text(&body),
        signature: Verdict::of(hub, bin, &parts.headers, &body),
    };
    let answer = answer(&body);
    metrics::counter!("tidings_sandbox_requests_total").increment(1);
    hub.sandbox.put(bin, arrived, now);
    Json(answer).into_response()
}

/// Whoever asks whose the bin is, is told as any endpoint would.
fn answer(body: &[u8]) -> Value {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    if asked["type"] == CHALLENGE {
        return json!({"ok": true, "challenge": asked["data"]["challenge"]});
    }
    json!({"ok": true})
}

fn is_name(bin: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    (1..=64).contains(&bin.len()) && bin.bytes().all(plain)
}
