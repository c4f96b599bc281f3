//! An endpoint that deliveries go to.

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use standardwebhooks::{Webhook, WebhookError};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A server that takes deliveries until it is dropped.
#[derive(Debug)]
pub struct Sink {
    addr: SocketAddr,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    accepts: JoinHandle<()>,
}

/// A request that arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// When.
    pub at: Instant,
    /// Path and query.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Sink {
    /// A sink that answers as it is told, and keeps nothing.
    ///
    /// # Panics
    ///
    /// When no port is free.
    pub async fn answering<F, A>(answer: F) -> Self
    where
        F: Fn(Arrived) -> A + Send + Sync + 'static,
        A: Future<Output = Response<Bytes>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let accepts = tokio::spawn(accept(listener, Arc::new(answer)));
        Self { addr, arrived: Arc::default(), accepts }
    }

    /// A sink that keeps what arrives, and answers by how much arrived before.
    pub async fn keeping<F, A>(answer: F) -> Self
    where
        F: Fn(usize) -> A + Send + Sync + 'static,
        A: Future<Output = Response<Bytes>> + Send + 'static,
    {
        let arrived = Arc::<Mutex<Vec<Arrived>>>::default();
        let kept = arrived.clone();
        let mut sink = Self::answering(move |one| {
            let mut all = kept.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(one);
            answer(all.len() - 1)
        })
        .await;
        sink.arrived = arrived;
        sink
    }

    /// A sink that keeps what arrives, and answers with that status.
    pub async fn saying(status: u16) -> Self {
        Self::keeping(move |_| async move { says(status) }).await
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.addr)
    }

    /// What it kept, in the order of arrival.
    #[must_use]
    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What it kept, once there are that many.
    ///
    /// # Panics
    ///
    /// When they do not come, or more come.
    pub async fn once(&self, count: usize) -> Vec<Arrived> {
        let enough = async || {
            let arrived = self.arrived();
            (arrived.len() >= count).then_some(arrived)
        };
        let arrived = crate::until(enough).await;
        assert_eq!(arrived.len(), count);
        arrived
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.accepts.abort();
    }
}

impl Arrived {
    /// The text of a header, empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The id of the event.
    #[must_use]
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// Checks the signature as a receiver does, by a library that is not the hub's.
    ///
    /// # Errors
    ///
    /// When it does not hold.
    pub fn verify(&self, secret: &str) -> Result<(), WebhookError> {
        Webhook::new(secret)?.verify(&self.body, &self.headers)
    }
}

/// An answer that is a status and no more.
///
/// # Panics
///
/// When it is no status.
#[must_use]
pub fn says(status: u16) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::new()).expect("a response")
}

async fn accept<F, A>(listener: TcpListener, answer: Arc<F>)
where
    F: Fn(Arrived) -> A + Send + Sync + 'static,
    A: Future<Output = Response<Bytes>> + Send + 'static,
{
    while let Ok((stream, _)) = listener.accept().await {
        let answer = answer.clone();
        let service = service_fn(move |request| take(request, answer.clone()));
        // Whoever breaks off a connection is killed, or gave up waiting.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn take<F, A>(
    request: Request<Incoming>,
    answer: Arc<F>,
) -> Result<Response<Full<Bytes>>, Infallible>
where
    F: Fn(Arrived) -> A + Send + Sync + 'static,
    A: Future<Output = Response<Bytes>> + Send + 'static,
{
    let at = Instant::now();
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    // What breaks off before its end has not arrived.
    let Ok(body) = body.collect().await else { return Ok(says(400).map(Full::new)) };
    let arrived = Arrived { at, path, headers: head.headers, body: body.to_bytes() };
    Ok(answer(arrived).await.map(Full::new))
}
