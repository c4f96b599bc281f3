//! The endpoint of all deliveries: it counts, and answers 200.

use crate::http::{accept, read};
use crate::tally::Tally;
use http::Response;
use http_body_util::Empty;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::net::TcpListener;

/// A server for as long as the program runs.
#[derive(Debug)]
pub struct Sink {
    addr: SocketAddr,
    tally: Arc<RwLock<Arc<Tally>>>,
}

impl Sink {
    /// Listens on a free port of this machine.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let addr = listener.local_addr().expect("it has an address");
        let tally = Arc::new(RwLock::new(Arc::new(Tally::begin(0, 0, 1))));
        let current = tally.clone();
        tokio::spawn(accept(listener, move |request| {
            let tally = current.read().unwrap_or_else(PoisonError::into_inner).clone();
            async move {
                let endpoint = request.uri().path().rsplit('/').next();
                let endpoint = endpoint.and_then(|number| number.parse().ok());
                let body = read(request.into_body()).await;
                tally.count(endpoint.unwrap_or(u32::MAX), &body);
                Response::new(Empty::new())
            }
        }));
        Self { addr, tally }
    }

    /// The URL of an endpoint by its number.
    pub fn url(&self, endpoint: u32) -> String {
        format!("http://{}/{endpoint}", self.addr)
    }

    /// Counts for that run from now on.
    pub fn count_for(&self, tally: &Arc<Tally>) {
        *self.tally.write().unwrap_or_else(PoisonError::into_inner) = tally.clone();
    }
}
