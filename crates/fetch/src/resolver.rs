//! From names to addresses that may be dialled.

use crate::names::Names;
use crate::{AddressGuard, Blocked, Failure};
use std::io;
use std::net::IpAddr;
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

impl Unresolved {
    pub(crate) fn new(name: &str, source: io::Error) -> Self {
        Self { name: name.to_owned(), source: Arc::new(source) }
    }
}

/// Why there is no address to dial.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum NoAddress {
    #[error(transparent)]
    Blocked(Blocked),
    #[error(transparent)]
    Unresolved(Unresolved),
}

impl From<NoAddress> for Failure {
    fn from(why: NoAddress) -> Self {
        match why {
            NoAddress::Blocked(blocked) => Self::Blocked(blocked),
            NoAddress::Unresolved(unresolved) => Self::Unresolved(unresolved),
        }
    }
}

/// Finds only addresses that the guard lets through. What it finds is dialled as it is, so that
/// the address that was judged is the one that is called.
pub(crate) struct Resolver {
    guard: AddressGuard,
    lookup: Arc<dyn Lookup>,
    names: Names,
}

impl Resolver {
    pub(crate) fn new(guard: AddressGuard, lookup: Arc<dyn Lookup>, names: Names) -> Self {
        Self { guard, lookup, names }
    }

    /// The addresses of a name, from memory where they are there.
    pub(crate) async fn resolve(&self, name: &str) -> Result<Arc<[IpAddr]>, NoAddress> {
        if let Some(known) = self.names.get(name) {
            return Ok(known);
        }
        let unresolved = |error| NoAddress::Unresolved(Unresolved::new(name, error));
        let found = self.lookup.lookup(name).await.map_err(unresolved)?;
        let allowed: Arc<[_]> = found.iter().copied().filter(|&ip| self.guard.allows(ip)).collect();
        if allowed.is_empty() {
            let first = found.into_iter().find_map(|ip| self.guard.check(ip).err());
            let Some(first) = first else {
                return Err(unresolved(io::Error::other("the name has no address")));
            };
            return Err(NoAddress::Blocked(Blocked::Name { name: name.to_owned(), first }));
        }
        self.names.put(name, &allowed);
        Ok(allowed)
    }
}
