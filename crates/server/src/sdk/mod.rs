//! What pages and service workers of other sites load and call: `/sdk/…`.
//!
//! The callback URL of their source stays secret. A page names its site by the site key, which
//! everybody can read in it, and is believed by its `Origin`; a worker proves what it reports by a
//! token that came inside the encrypted push.

mod files;
mod heard;
mod pace;
mod pages;
mod sites;
mod subscribe;

pub(crate) use self::heard::hear;
pub use self::sites::Sites;

use crate::Hub;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// The routes of pages.
pub(crate) fn router() -> Router<Arc<Hub>> {
    Router::new()
        .route("/sdk/tidings.js", get(files::page))
        .route("/sdk/worker.js", get(files::worker))
        .route("/sdk/{site}", get(pages::about))
        .route("/sdk/{site}/subscribe", post(subscribe::subscribe))
        .route("/sdk/{site}/beacon", post(pages::beacon))
}
