//! TLS: rustls with ring, the roots of the web, HTTP/1.1.

use crate::general::Progress;
use crate::options::CannotStart;
use crate::stage::Stage;
use rustls::client::{
    ClientSessionMemoryCache, ClientSessionStore, Resumption, Tls12ClientSessionValue,
    Tls13ClientSessionValue,
};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, NamedGroup, RootCertStore};
use std::sync::Arc;

/// Hosts whose sessions are remembered: to resume one costs a fraction of a full handshake.
const SESSIONS: usize = 1024;

/// A configuration that trusts the web's roots and these.
pub(crate) fn config(
    extra_roots: Vec<CertificateDer<'static>>,
) -> Result<ClientConfig, CannotStart> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in extra_roots {
        roots.add(root).map_err(CannotStart::Root)?;
    }
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
    let builder = builder.map_err(CannotStart::Tls)?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    // The client that gets a ready configuration leaves this to whoever made it.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption =
        Resumption::store(Arc::new(Sessions(ClientSessionMemoryCache::new(SESSIONS))));
    Ok(config)
}

/// Remembers sessions, and notes that a handshake begins: to ask for a ticket is the first thing
/// it does, on the task that connects. Nothing else tells the general transport a stalled handshake
/// from a host that does not accept a connection.
#[derive(Debug)]
struct Sessions(ClientSessionMemoryCache);

impl ClientSessionStore for Sessions {
    fn set_kx_hint(&self, name: ServerName<'static>, group: NamedGroup) {
        self.0.set_kx_hint(name, group);
    }

    fn kx_hint(&self, name: &ServerName<'_>) -> Option<NamedGroup> {
        self.0.kx_hint(name)
    }

    fn set_tls12_session(&self, name: ServerName<'static>, value: Tls12ClientSessionValue) {
        self.0.set_tls12_session(name, value);
    }

    fn tls12_session(&self, name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.0.tls12_session(name)
    }

    fn remove_tls12_session(&self, name: &ServerName<'static>) {
        self.0.remove_tls12_session(name);
    }

    fn insert_tls13_ticket(&self, name: ServerName<'static>, value: Tls13ClientSessionValue) {
        self.0.insert_tls13_ticket(name, value);
    }

    fn take_tls13_ticket(&self, name: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        Progress::note(Stage::Securing);
        self.0.take_tls13_ticket(name)
    }
}
