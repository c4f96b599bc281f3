//! The transport for what is called again and again: one connection of HTTP/1.1 after the other,
//! with nothing between a call and its connection.

mod body;
mod connect;
mod connection;
mod dial;
mod exchange;
mod head;
mod outgoing;
mod pool;
mod stream;

use self::connect::Limit;
use self::connection::{Broken, Connection};
use self::outgoing::Outgoing;
use self::pool::Pool;
use crate::rules::{IDLE, Rules};
use crate::target::Origin;
use crate::transport::Transport;
use crate::{Answer, Failure, Request, Target, To};
use http::{HeaderMap, HeaderValue};
use rustls::ClientConfig;
use std::sync::Arc;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// Connections of our own within the rules.
pub(crate) struct Direct {
    rules: Arc<Rules>,
    tls: TlsConnector,
    user_agent: HeaderValue,
    pool: Arc<Pool<Box<Connection>>>,
    /// What connections to where the exemption leads are shared by.
    exempt: Arc<Origin>,
}

/// One call: what it sends where, and until when.
struct Call<'a> {
    request: &'a Request,
    target: &'a Target,
    origin: &'a Arc<Origin>,
    limit: Limit,
}

impl Direct {
    pub(crate) fn new(
        rules: &Arc<Rules>,
        tls: ClientConfig,
        idle_per_host: usize,
        user_agent: HeaderValue,
    ) -> Self {
        Self {
            rules: Arc::clone(rules),
            tls: TlsConnector::from(Arc::new(tls)),
            user_agent,
            pool: Arc::new(Pool::new(idle_per_host, IDLE)),
            exempt: Arc::new(Origin::Exempt),
        }
    }

    async fn call(&self, call: &Call<'_>, started: Instant) -> Result<Answer, Failure> {
        if let Some(mut kept) = self.pool.take(call.origin, started)
            && kept.is_quiet()
        {
            match self.exchange(kept, call).await {
                // The other side hung up while nobody called: it has seen nothing of this.
                Err(Broken { unsent: true, .. }) => {}
                outcome => return outcome.map_err(|broken| broken.failure),
            }
        }
        // On the heap, so that it takes no room in the calls that need no new connection.
        let fresh = Box::pin(self.connect(call)).await?;
        self.exchange(fresh, call).await.map_err(|broken| broken.failure)
    }

    /// Sends over a connection, and keeps that for the next call where it can take one.
    async fn exchange(
        &self,
        mut connection: Box<Connection>,
        call: &Call<'_>,
    ) -> Result<Answer, Broken> {
        let request = Outgoing::new(call.request, call.target, &self.user_agent);
        let cap = call.request.cap.unwrap_or(self.rules.cap);
        let (answer, again) = connection.exchange(call, request, cap).await?;
        if again {
            self.pool.put(call.origin, connection, Instant::now());
        }
        Ok(answer)
    }
}

impl Transport for Direct {
    async fn send(&self, request: Request) -> Result<Answer, Failure> {
        let started = Instant::now();
        let after = request.deadline.unwrap_or(self.rules.deadline);
        let target = match &request.to {
            To::Target(target) => Arc::clone(target),
            To::Url(url) => Arc::new(Target::new(url.clone(), HeaderMap::new())?),
        };
        let exempt = self.rules.exemption(&target.url).is_some();
        let origin = if exempt { &self.exempt } else { &target.origin };
        let limit = Limit { until: started + after, after };
        let call = Call { request: &request, target: &target, origin, limit };
        let mut answer = self.call(&call, started).await?;
        answer.duration = started.elapsed();
        Ok(answer)
    }
}
