//! What both transports keep to.

use crate::resolver::Resolver;
use crate::{AddressGuard, Blocked, Exempt};
use std::net::SocketAddr;
use std::time::Duration;
use url::Url;

/// Kept shorter than the 60 s after which most load balancers close an idle connection.
pub(crate) const IDLE: Duration = Duration::from_secs(30);

/// Limits, and what may be called.
pub(crate) struct Rules {
    pub(crate) guard: AddressGuard,
    pub(crate) exempt: Option<Exempt>,
    pub(crate) resolver: Resolver,
    pub(crate) connect_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) cap: usize,
}

impl Rules {
    /// The exemption, where it covers that URL.
    pub(crate) fn exemption(&self, url: &Url) -> Option<&Exempt> {
        self.exempt.as_ref().filter(|exempt| exempt.covers(url))
    }

    pub(crate) fn check_url(&self, url: &Url) -> Result<(), Blocked> {
        if self.exemption(url).is_some() { Ok(()) } else { self.guard.check_url(url) }
    }

    /// Who allowed a network wants to see what goes there: once for each connection.
    pub(crate) fn log_exception(&self, peer: SocketAddr) {
        if let Some(network) = self.guard.exception(peer.ip()) {
            tracing::debug!(%network, %peer, "Connected to a network that is not public");
        }
    }
}
