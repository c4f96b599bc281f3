//! From names to addresses that may be dialled.

use crate::Blocked;
use crate::guard::AddressGuard;
use crate::names::Names;
use crate::progress::{Progress, Stage};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

/// The addresses of a name, on their way.
pub type Looking<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Finds the addresses of a name.
pub trait Lookup: Send + Sync {
    /// All addresses of that name, as the source of names tells them.
    fn lookup<'a>(&'a self, name: &'a str) -> Looking<'a>;
}

/// The operating system's own lookup, which reads its hosts file and asks its name servers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup<'a>(&'a self, name: &'a str) -> Looking<'a> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// A name without an address; holds the cause.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name} cannot be resolved")]
pub struct Unresolved {
    name: String,
    source: Arc<io::Error>,
}

/// Hands the client only addresses that the guard lets through. The client dials what it is
/// handed, so that the address that was judged is the one that is called.
pub(crate) struct GuardedResolver {
    inner: Arc<Inner>,
}

struct Inner {
    guard: AddressGuard,
    lookup: Arc<dyn Lookup>,
    names: Names,
}

impl GuardedResolver {
    pub(crate) fn new(guard: AddressGuard, lookup: Arc<dyn Lookup>, names: Names) -> Self {
        Self { inner: Arc::new(Inner { guard, lookup, names }) }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move {
            let found = match inner.names.get(name.as_str()) {
                Some(known) => known,
                None => inner.look_up(name.as_str()).await?,
            };
            Progress::note(Stage::Connecting);
            // The client puts the URL's port in place of 0.
            let addresses: Vec<_> = found.iter().map(|&ip| SocketAddr::new(ip, 0)).collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl Inner {
    async fn look_up(
        &self,
        name: &str,
    ) -> Result<Arc<[IpAddr]>, Box<dyn std::error::Error + Send + Sync>> {
        let found = self.lookup.lookup(name).await;
        let unresolved = |error| Unresolved { name: name.to_owned(), source: Arc::new(error) };
        let found = found.map_err(unresolved)?;
        let allowed: Arc<[_]> = found.iter().copied().filter(|&ip| self.guard.allows(ip)).collect();
        if allowed.is_empty() {
            let first = found.into_iter().find_map(|ip| self.guard.check(ip).err());
            let Some(first) = first else {
                return Err(unresolved(io::Error::other("the name has no address")).into());
            };
            return Err(Blocked::Name { name: name.to_owned(), first }.into());
        }
        self.names.put(name, &allowed);
        Ok(allowed)
    }
}
