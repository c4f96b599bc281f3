//! Taking connections and answering what comes by them.

mod accept;
mod alarm;
mod paced;

pub(crate) use self::paced::Paced;

use self::accept::Accept;
use axum::http::Request;
use axum::response::Response;
use std::convert::Infallible;
use std::net::IpAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::Service;

/// Where the connection that a request came by begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub IpAddr);

/// What answers requests.
pub(crate) trait Answers:
    Service<Request<Paced>, Response = Response, Error = Infallible, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> Answers for S where
    S: Service<Request<Paced>, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// A hub that takes connections until it is told to stop.
#[derive(Debug)]
pub(crate) struct Listening {
    stop: oneshot::Sender<Duration>,
    stopped: JoinHandle<bool>,
}

impl Listening {
    /// Begins to take connections. `allowance` is what a request's head may take, and what its
    /// body may take before it has to show a pace.
    pub(crate) fn begin<S: Answers>(listener: TcpListener, hub: S, allowance: Duration) -> Self {
        let (stop, told) = oneshot::channel();
        let accept = Accept::new(listener, hub, allowance);
        Self { stop, stopped: tokio::spawn(accept.run(told)) }
    }

    /// Takes no more connections, and waits for the requests that are being answered, at most
    /// that long. Says whether all of them were.
    pub(crate) async fn stop(self, patience: Duration) -> bool {
        _ = self.stop.send(patience);
        self.stopped.await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests;
