//! What the writer is asked for.

use crate::recall::Recall;
use crate::{Ingest, StoreError, Taken};
use sea_orm::DatabaseTransaction;
use tokio::sync::oneshot;

pub(crate) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

pub(crate) enum Job {
    /// Keep it, then say so.
    Ingest(Box<Ingest>, Reply<Vec<Taken>>),
    /// Write outcomes down with one of the next commits: there are some now.
    Settled,
    /// Write down all that only memory knows of deliveries, so that it can be looked at.
    Show(Reply<()>),
    /// Have all in the tables that was acknowledged.
    CatchUp(Reply<()>),
    /// Know from now on what the table knows of reports.
    Recall(Recall),
    /// Let somebody else write: a change of what is set up, a purge.
    Turn(Reply<Turn>),
    /// Write down what is left and stop.
    Close(oneshot::Sender<()>),
}

/// The right to write, alone, until it is dropped. Nothing is written unless it is committed.
pub(crate) struct Turn {
    pub(crate) tx: DatabaseTransaction,
    /// The writer goes on when it is gone.
    pub(crate) over: oneshot::Sender<()>,
}

impl Turn {
    /// Commits, and lets the writer go on.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await?;
        drop(self.over);
        Ok(())
    }
}
