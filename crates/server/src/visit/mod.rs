//! What contacts open: links `/l/`, the pixel `/o/`, and the pages `/c/` and `/u/` on which they
//! subscribe and unsubscribe.
//!
//! Whom a URL was made for is in the URL, sealed, or in the store behind a code. What a contact does
//! with it becomes an event of the project's own source.

mod confirm;
mod form;
mod guard;
mod lang;
mod leave;
mod link;
mod mask;
mod memory;
mod meters;
mod note;
mod once;
mod open;
mod page;
mod seen;
mod visitor;
mod words;

use self::memory::Memory;
use self::meters::Meters;
use crate::Hub;
use axum::Router;
use axum::middleware::map_response;
use axum::routing::get;
use ipnet::IpNet;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How many events may wait to be kept after their visitors were sent on: beyond, they are lost.
const MOST_WAITING: usize = 4096;

/// What stands behind the URLs that contacts open.
#[derive(Debug)]
pub struct Visits {
    /// How long a link leads somewhere where its maker does not say, in milliseconds.
    pub(crate) links_live: i64,
    /// Proxies that say where a visitor is.
    trusted_proxies: Vec<IpNet>,
    memory: Mutex<Memory>,
    waiting: Arc<Semaphore>,
    /// Whether events are lost, and that was said.
    loses: AtomicBool,
    meters: Meters,
}

impl Visits {
    /// Nobody was there yet.
    #[must_use]
    pub fn new(trusted_proxies: Vec<IpNet>, links_live: Duration) -> Self {
        Self {
            links_live: i64::try_from(links_live.as_millis()).unwrap_or(i64::MAX),
            trusted_proxies,
            memory: Mutex::default(),
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
            loses: AtomicBool::new(false),
            meters: Meters::new(),
        }
    }

    /// Forgets a link that was deleted.
    pub(crate) fn forget(&self, code: &str) {
        self.memory().forget(code);
    }
}

/// The routes of contacts.
pub fn router() -> Router<Arc<Hub>> {
    Router::new()
        .route("/l/{token}", get(link::follow))
        .route("/o/{file}", get(open::open))
        .route("/c/{token}", get(confirm::ask).post(confirm::agree))
        .route("/u/{token}", get(leave::ask).post(leave::take))
        .route(page::STYLE_AT, get(page::style))
        .layer(map_response(guard::guarded))
}
