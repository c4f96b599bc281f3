//! The way in.

use crate::registry::Registry;
use crate::shared::Shared;
use crate::writer::{Job, Turn};
use crate::{Ingest, No, Settled, StoreError, Subscription, Taken};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::oneshot;

/// What the hub remembers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) shared: Arc<Shared>,
}

impl Store {
    /// What is set up.
    #[must_use]
    pub fn registry(&self) -> Arc<Registry> {
        self.shared.registry.load_full()
    }

    /// A look at what is set up, for those who look often: nothing is counted up that all threads
    /// share.
    pub fn see<T>(&self, look: impl FnOnce(&Registry) -> T) -> T {
        look(&self.shared.registry.load())
    }

    /// The short name of this run of the hub.
    #[must_use]
    pub fn hub(&self) -> No {
        self.shared.hub()
    }

    /// Knows all that was set up at other hubs before this was asked.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails: what is known may be a moment old then.
    pub async fn be_current(&self) -> Result<(), StoreError> {
        if self.shared.is_shared() { self.shared.renew().await } else { Ok(()) }
    }

    /// Whether this hub may send now: the others do not take it for dead yet.
    #[must_use]
    pub fn may_send(&self) -> bool {
        self.shared.cluster.lease.holds()
    }

    /// Whether this hub is the one that makes a webhook's deliveries, where one has to make all.
    #[must_use]
    pub fn sees_to(&self, subscription: &Subscription) -> bool {
        let home = || self.shared.cluster.members.load().home(subscription.webhook);
        !subscription.pinned || home().is_none_or(|home| home == self.hub())
    }

    /// Keeps what a callback brought. Returns when it is on disk.
    ///
    /// Gives what became of the events, in their order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Replayed`] where a proof that counts once came again with another body;
    /// others where nothing was kept.
    pub async fn ingest(&self, ingest: Ingest) -> Result<Vec<Taken>, StoreError> {
        let (reply, kept) = oneshot::channel();
        self.ask(Job::Ingest(Box::new(ingest), reply)).await?;
        kept.await.map_err(|_| StoreError::Closed)?
    }

    /// Has an outcome written down with one of the next commits.
    ///
    /// # Errors
    ///
    /// [`StoreError::Closed`] while the hub shuts down: the delivery is made again.
    pub async fn settle(&self, settled: Settled) -> Result<(), StoreError> {
        if self.shared.jobs.is_closed() {
            return Err(StoreError::Closed);
        }
        let first = self.shared.note(settled);
        // The writer is told of the first only: it takes all that there are when it is time.
        if first { self.ask(Job::Settled).await } else { Ok(()) }
    }

    /// Writes what is left, says that this run is over, and stops writing.
    pub async fn close(&self) {
        let (closed, done) = oneshot::channel();
        if self.ask(Job::Close(closed)).await.is_ok() {
            _ = done.await;
        }
        // What cannot be closed any more is found at the next start.
        _ = self.shared.look.clone().close().await;
        _ = self.shared.read.clone().close().await;
        _ = self.shared.write.clone().close().await;
    }

    /// Has all written down that only memory knows of a project's deliveries, before somebody looks
    /// at them.
    pub(crate) async fn show(&self, project: No) -> Result<(), StoreError> {
        let (reply, shown) = oneshot::channel();
        self.ask(Job::Show(reply)).await?;
        shown.await.map_err(|_| StoreError::Closed)??;
        if self.shared.is_shared() { self.show_of_others(project).await } else { Ok(()) }
    }

    /// Has all in the tables that was acknowledged, before somebody looks at events.
    pub(crate) async fn caught_up(&self) -> Result<(), StoreError> {
        if !self.shared.ahead.load(Ordering::Acquire) {
            return Ok(());
        }
        let (reply, done) = oneshot::channel();
        self.ask(Job::CatchUp(reply)).await?;
        done.await.map_err(|_| StoreError::Closed)?
    }

    /// Waits for the right to write.
    pub(crate) async fn turn(&self) -> Result<Turn, StoreError> {
        let (reply, turn) = oneshot::channel();
        self.ask(Job::Turn(reply)).await?;
        turn.await.map_err(|_| StoreError::Closed)?
    }

    /// Waits for a moment that is to come; says whether the store is still open then. For tasks that
    /// go on beside the writer: who closes the store does not wait for such a moment.
    pub(crate) async fn is_open<T>(&self, moment: impl Future<Output = T>) -> bool {
        tokio::select! {
            biased;
            () = self.shared.jobs.closed() => false,
            _ = moment => true,
        }
    }

    pub(crate) async fn ask(&self, job: Job) -> Result<(), StoreError> {
        self.shared.jobs.send(job).await.map_err(|_| StoreError::Closed)
    }
}
