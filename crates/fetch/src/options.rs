//! What a client is made of.

use crate::{AddressGuard, CertificateDer, Exempt, Lookup, SystemLookup};
use http::HeaderValue;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Limits, and what may be called.
#[derive(Clone)]
pub struct Options {
    /// The limit on name, connection and TLS handshake: 5 s.
    pub connect_timeout: Duration,
    /// The limit on a whole exchange, from the call to the last byte of the body: 15 s.
    pub total_deadline: Duration,
    /// What is kept of a response's body, in bytes: 16 KiB.
    pub response_cap: usize,
    /// Idle connections that are kept for one host: 64.
    pub idle_per_host: usize,
    /// How long a name is remembered: 30 s.
    pub name_memory: Duration,
    /// What the client calls itself: `Tidings/` and the version.
    pub user_agent: HeaderValue,
    /// Which addresses may be called: public ones.
    pub guard: AddressGuard,
    /// What is called whatever the guard says: nothing.
    pub exempt: Option<Exempt>,
    /// Roots that are trusted beside the web's own: none.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// Which name servers are asked for records: the system's, which are not public ones as a rule.
    pub name_servers: Option<Vec<SocketAddr>>,
    /// Where names are looked up: by the operating system.
    pub lookup: Arc<dyn Lookup>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            total_deadline: Duration::from_secs(15),
            response_cap: 16 << 10,
            idle_per_host: 64,
            name_memory: Duration::from_secs(30),
            user_agent: HeaderValue::from_static(concat!("Tidings/", env!("CARGO_PKG_VERSION"))),
            guard: AddressGuard::default(),
            exempt: None,
            extra_roots: Vec::new(),
            name_servers: None,
            lookup: Arc::new(SystemLookup),
        }
    }
}

/// No client can be made of these options.
#[derive(Debug, thiserror::Error)]
pub enum CannotStart {
    /// One of the extra roots is no certificate of an authority.
    #[error("an extra root certificate cannot be read")]
    Root(#[source] rustls::Error),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// The client cannot be set up.
    #[error("the HTTP client cannot be set up")]
    Client(#[source] reqwest::Error),
}
