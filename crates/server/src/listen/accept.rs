//! The loop that takes connections.

use super::alarm::Alarm;
use super::{Answers, Paced, Peer};
use crate::problem::{Kind, Problem};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use metrics::{Counter, Gauge, counter, gauge};
use std::io::{self, ErrorKind};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// What a connection may have unread in memory, in bytes: the longest head of a request.
const BUFFER: usize = 64 << 10;

/// How long a loop that cannot take connections waits, first and at most: what it lacks (files,
/// memory) comes back only when others let go of it.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

pub(super) struct Accept<S> {
    listener: TcpListener,
    hub: S,
    allowance: Duration,
    http: http1::Builder,
    graceful: GracefulShutdown,
    connections: JoinSet<()>,
    taken: Counter,
    failed: Counter,
    open: Gauge,
}

impl<S: Answers> Accept<S> {
    pub(super) fn new(listener: TcpListener, hub: S, allowance: Duration) -> Self {
        let mut http = http1::Builder::new();
        http.header_read_timeout(allowance)
            .max_buf_size(BUFFER)
            // Answers are short: to copy one costs less than to write its parts.
            .writev(false)
            .keep_alive(true)
            .half_close(false);
        Self {
            listener,
            hub,
            allowance,
            http,
            graceful: GracefulShutdown::new(),
            connections: JoinSet::new(),
            taken: counter!("tidings_connections_total"),
            failed: counter!("tidings_accept_errors_total"),
            open: gauge!("tidings_connections_open"),
        }
    }

    /// Takes connections until it is told how long to wait for those it has.
    pub(super) async fn run(mut self, mut told: oneshot::Receiver<Duration>) -> bool {
        let patience = tokio::select! {
            biased;
            patience = &mut told => patience.unwrap_or_default(),
            () = self.take() => Duration::ZERO,
        };
        let Self { listener, graceful, connections, .. } = self;
        // Whoever comes from now on is refused, not kept waiting.
        drop(listener);
        let ended = tokio::time::timeout(patience, graceful.shutdown()).await.is_ok();
        drop(connections);
        ended
    }

    async fn take(&mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.listener.accept().await {
                Ok((stream, from)) => {
                    pause = FIRST_PAUSE;
                    self.answer(stream, Peer(from.ip()));
                }
                Err(error) if is_of_one(&error) => {}
                Err(error) => {
                    if pause == FIRST_PAUSE {
                        tracing::error!(error.cause = %error, "Cannot take connections");
                    }
                    self.failed.increment(1);
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    fn answer(&mut self, stream: TcpStream, peer: Peer) {
        // An answer is one write: waiting for more of it would only hold it up.
        _ = stream.set_nodelay(true);
        let (hub, allowance) = (self.hub.clone(), self.allowance);
        let service = service_fn(move |request: http::Request<Incoming>| {
            let mut request = request.map(|body| Paced::new(body, allowance));
            request.extensions_mut().insert(peer);
            let answer = AssertUnwindSafe(hub.clone().call(request));
            async move { answer.catch_unwind().await.unwrap_or_else(|_| Ok(crashed())) }
        });
        let mut http = self.http.clone();
        let connection =
            http.timer(Alarm::default()).serve_connection(TokioIo::new(stream), service);
        let connection = self.graceful.watch(connection);
        self.taken.increment(1);
        let open = Open::new(self.open.clone());
        self.connections.spawn(async move {
            let _open = open;
            // What breaks off a connection is its caller's matter.
            _ = connection.await;
        });
        while self.connections.try_join_next().is_some() {}
    }
}

/// Whether an error is about one connection, that was gone before it was taken.
fn is_of_one(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

/// What is said where a handler panicked: the connection, and all others, go on.
fn crashed() -> Response {
    counter!("tidings_panics_total").increment(1);
    Problem::new(Kind::Internal).into_response()
}

/// Counts a connection for as long as it is there.
struct Open(Gauge);

impl Open {
    fn new(gauge: Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
