//! The shared resolver, as the client asks for names.

use super::progress::Progress;
use crate::Stage;
use crate::rules::Rules;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use std::sync::Arc;

/// Hands the client what the resolver finds. The client dials what it is handed.
pub(crate) struct Guarded(pub(crate) Arc<Rules>);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = Arc::clone(&self.0);
        Box::pin(async move {
            let found = rules.resolver.resolve(name.as_str()).await?;
            Progress::note(Stage::Connecting);
            // The client puts the URL's port in place of 0.
            let addresses: Vec<_> = found.iter().map(|&ip| SocketAddr::new(ip, 0)).collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
