//! A source as callbacks need it: read once, used until it changes.

use super::Door;
use super::meters::Callbacks;
use crate::Hub;
use adapter::{Adapter, Setup};
use std::fmt;
use std::sync::{Arc, PoisonError};
use store::Source;

/// What callbacks of one source are proven and read with.
pub(super) struct Prepared {
    pub source: Arc<Source>,
    pub adapter: &'static dyn Adapter,
    pub setup: Setup,
    /// Whether a secret is missing that nothing can be proven without.
    pub waiting: bool,
    pub counted: Callbacks,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("source", &self.source).finish_non_exhaustive()
    }
}

impl Prepared {
    /// Prepares a source; none where this binary has no adapter for it.
    pub(super) fn new(hub: &Hub, source: &Arc<Source>) -> Option<Self> {
        let adapter = hub.adapters.find(source.channel?, &source.provider)?;
        let mut all = source.settings.clone();
        all.extend(source.secrets.clone());
        let setup = Setup::from_object(all, adapter.facts()).ok()?;
        let missing = |it: &adapter::Secret| it.required && setup.secrets.find(it.name).is_none();
        let waiting = adapter.facts().secrets.iter().any(missing);
        let counted = Callbacks::of(format!("{}/{}", source.channel?, source.provider));
        Some(Self { source: source.clone(), adapter, setup, waiting, counted })
    }
}

impl Door {
    /// The source, prepared.
    pub(super) fn prepared(&self, hub: &Hub, source: &Arc<Source>) -> Option<Arc<Prepared>> {
        let known = self.prepared.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&source.no)
            && Arc::ptr_eq(&known.source, source)
        {
            return Some(known.clone());
        }
        drop(known);
        let fresh = Arc::new(Prepared::new(hub, source)?);
        let mut all = self.prepared.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(source.no, fresh.clone());
        Some(fresh)
    }
}
