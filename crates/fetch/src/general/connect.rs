//! The limit on opening a connection, TLS handshake included.

use super::progress::Progress;
use crate::Stage;
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::{Layer, Service};

type BoxError = Box<dyn Error + Send + Sync>;

/// No connection in time. It comes before the client's own connect timeout, which cannot say what
/// it waited for.
#[derive(Debug, thiserror::Error)]
#[error("no connection in time")]
pub(crate) struct Late {
    pub(crate) stage: Stage,
    pub(crate) after: Duration,
}

/// Puts the limit around the client's connector.
#[derive(Clone, Copy)]
pub(crate) struct ConnectLimit(pub(crate) Duration);

impl<S> Layer<S> for ConnectLimit {
    type Service = Limited<S>;

    fn layer(&self, inner: S) -> Limited<S> {
        Limited { inner, limit: self.0 }
    }
}

/// A connector with a limit.
#[derive(Clone)]
pub(crate) struct Limited<S> {
    inner: S,
    limit: Duration,
}

impl<S, T> Service<T> for Limited<S>
where
    S: Service<T, Error = BoxError>,
    S::Future: Send + 'static,
    S::Response: 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, target: T) -> Self::Future {
        let progress = Progress::current();
        progress.dial();
        let connecting = self.inner.call(target);
        let limit = self.limit;
        Box::pin(async move {
            let scoped = progress.clone().scope(connecting);
            match tokio::time::timeout(limit, scoped).await {
                Ok(Ok(connection)) => {
                    progress.reach(Stage::Waiting);
                    Ok(connection)
                }
                Ok(Err(error)) => Err(error),
                Err(_) => Err(Late { stage: progress.stage(), after: limit }.into()),
            }
        })
    }
}
