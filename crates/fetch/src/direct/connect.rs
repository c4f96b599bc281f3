//! From a target to a connection: name, address, TLS handshake.

use super::connection::Connection;
use super::dial::dial;
use super::stream::{Stream, Tracked};
use super::{Call, Direct};
use crate::classify::classify;
use crate::target::Origin;
use crate::{Failure, Stage};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// A point in time, and how long after the beginning it is.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) until: Instant,
    pub(super) after: Duration,
}

impl Limit {
    pub(super) fn passed(self, stage: Stage) -> Failure {
        Failure::Timeout { stage, after: self.after }
    }

    async fn hold<T>(self, stage: Stage, step: impl Future<Output = T>) -> Result<T, Failure> {
        timeout_at(self.until, step).await.map_err(|_| self.passed(stage))
    }

    /// Names an error's cause.
    fn blame(self, error: &io::Error, stage: Stage) -> Failure {
        classify(error, stage, self.after).unwrap_or(Failure::Connection(error.kind()))
    }
}

impl Direct {
    /// Opens a connection for a call to where it may go.
    pub(super) async fn connect(&self, call: &Call<'_>) -> Result<Box<Connection>, Failure> {
        let after = self.rules.connect_timeout;
        let own = Limit { until: Instant::now() + after, after };
        let limit = if own.until < call.limit.until { own } else { call.limit };
        let addresses = self.addresses(call, limit).await?;
        let server_name = call.origin.server_name()?;
        let dialled = dial(&addresses, limit.until).await;
        let stream = dialled.map_err(|error| limit.blame(&error, Stage::Connecting))?;
        let blame = |error| limit.blame(&error, Stage::Connecting);
        stream.set_nodelay(true).map_err(blame)?;
        let peer = stream.peer_addr().map_err(blame)?;
        if *call.origin != self.exempt {
            self.rules.log_exception(peer);
        }
        let stream = Tracked::new(stream);
        let stream = match server_name {
            None => Stream::Plain(stream),
            Some(name) => {
                let handshake = self.tls.connect(name, stream);
                let secured = limit.hold(Stage::Securing, handshake).await?;
                let secured = secured.map_err(|error| limit.blame(&error, Stage::Securing))?;
                Stream::Secure(Box::new(secured))
            }
        };
        Ok(Box::new(Connection::new(stream, peer, call.limit)))
    }

    /// The addresses of a target that may be dialled.
    async fn addresses(&self, call: &Call<'_>, limit: Limit) -> Result<Vec<SocketAddr>, Failure> {
        if let Some(exempt) = self.rules.exemption(&call.target.url) {
            return Ok(vec![exempt.dial()]);
        }
        self.rules.guard.check_url(&call.target.url).map_err(Failure::Blocked)?;
        match &*call.target.origin {
            Origin::Exempt => Ok(Vec::new()),
            Origin::Address { ip, port, .. } => Ok(vec![SocketAddr::new(*ip, *port)]),
            Origin::Name { name, port, .. } => {
                let resolving = self.rules.resolver.resolve(name);
                let found = limit.hold(Stage::Resolving, resolving).await??;
                Ok(found.iter().map(|&ip| SocketAddr::new(ip, *port)).collect())
            }
        }
    }
}
