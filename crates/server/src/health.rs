//! Whether the hub is there, for those who look after it.

use crate::Hub;
use crate::problem::{Kind, Problem};
use axum::extract::State;
use std::sync::Arc;

/// `GET /livez`: it answers, so it lives.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: what is sent to it would be kept.
pub(crate) async fn ready(State(hub): State<Arc<Hub>>) -> Result<&'static str, Problem> {
    match hub.store.ready().await {
        Ok(()) => Ok("ok\n"),
        Err(error) => {
            tracing::warn!(error.cause = %error, "The store is not ready");
            Err(Problem::about(Kind::Unavailable, "the store does not answer"))
        }
    }
}
