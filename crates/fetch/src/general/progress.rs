//! The stage of an exchange whose parts do not tell each other.

use crate::Stage;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

tokio::task_local! {
    static CURRENT: Arc<Progress>;
}

/// The stage of one exchange; only ever goes forward.
///
/// The request's task, and the connection it starts, find it by a task-local: neither the resolver
/// nor the TLS session store are told by their callers for which request they work.
#[derive(Debug)]
pub(crate) struct Progress {
    stage: AtomicU8,
    dialled: AtomicBool,
}

impl Progress {
    pub(crate) fn new(first: Stage) -> Arc<Self> {
        Arc::new(Self { stage: AtomicU8::new(first as u8), dialled: AtomicBool::new(false) })
    }

    /// Runs a future under this progress.
    pub(crate) fn scope<F: Future>(self: Arc<Self>, future: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, future)
    }

    /// The progress that this code runs under.
    pub(crate) fn current() -> Arc<Self> {
        CURRENT.try_with(Arc::clone).unwrap_or_else(|_| Self::new(Stage::Resolving))
    }

    /// Notes that the current exchange has reached a stage.
    pub(crate) fn note(stage: Stage) {
        // Outside of an exchange there is nobody to tell.
        let _ = CURRENT.try_with(|progress| progress.reach(stage));
    }

    pub(crate) fn reach(&self, stage: Stage) {
        // A connection that goes on after its request took another one must not set it back.
        self.stage.fetch_max(stage as u8, Ordering::Relaxed);
    }

    pub(crate) fn stage(&self) -> Stage {
        Stage::ALL[usize::from(self.stage.load(Ordering::Relaxed))]
    }

    /// Notes that the exchange opens a connection of its own.
    pub(crate) fn dial(&self) {
        self.dialled.store(true, Ordering::Relaxed);
    }

    /// Whether the exchange opened a connection of its own.
    pub(crate) fn dialled(&self) -> bool {
        self.dialled.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_nobody_waits_for_sets_nothing_back() {
        let progress = Progress::new(Stage::Resolving);
        for stage in Stage::ALL {
            progress.reach(stage);
            assert_eq!(progress.stage(), stage);
            progress.reach(Stage::Connecting);
            assert_eq!(progress.stage(), stage.max(Stage::Connecting));
        }
    }
}
