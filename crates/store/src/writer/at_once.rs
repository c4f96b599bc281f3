//! Committed, then answered and handed over: the way in on PostgreSQL, and on SQLite that of what
//! the journal does not take.

use super::batch::Batch;
use super::patience::patiently;
use super::{Reply, Writer};
use crate::{Ingest, No, Settled, StoreError, Taken};
use sea_orm::DbErr;
use tokio::time::Instant;

impl Writer {
    /// Commits a batch and answers it. Where the engine refuses it as a whole, each callback is
    /// tried alone, so that a bad one does not take its neighbours along.
    pub(super) async fn flush_at_once(&mut self, batch: Batch, all: bool) {
        if self.suspect && !self.shared.cluster.lease.holds() {
            // Others may have taken over already; the next beat tells.
            return refuse(batch.ingests.into_iter().map(|(_, reply)| reply));
        }
        let settled = self.outcomes(all);
        if batch.ingests.is_empty() && settled.is_empty() {
            return;
        }
        let (ingests, replies): (Vec<_>, Vec<_>) = batch.ingests.into_iter().unzip();
        let all: Vec<&Ingest> = ingests.iter().map(AsRef::as_ref).collect();
        let news = !self.suspect;
        match self.write(&all, &settled).await {
            Ok(taken) => answer(replies, taken),
            Err(error @ (StoreError::Down(_) | StoreError::Fenced)) => {
                if news {
                    tracing::error!(error.cause = %error, "The store fails; nothing is taken in");
                }
                self.shared.outcomes().splice(..0, settled);
                self.unsettled_since = Some(Instant::now());
                refuse(replies.into_iter());
            }
            Err(error) => {
                tracing::error!(error.cause = ?error, "the store refused a commit");
                self.write_singly(settled).await;
                let mut taken = Vec::with_capacity(all.len());
                for ingest in all {
                    let alone = self.write(&[ingest], &[]).await;
                    taken.push(alone.and_then(|mut all| all.pop().unwrap_or(Ok(Vec::new()))));
                }
                answer(replies, taken);
            }
        }
    }

    /// An outcome that the engine refuses is given up: the delivery is made again.
    async fn write_singly(&mut self, settled: Vec<Settled>) {
        let mut left = settled.into_iter();
        while let Some(one) = left.next() {
            match self.write(&[], std::slice::from_ref(&one)).await {
                Ok(_) => {}
                Err(StoreError::Down(_) | StoreError::Fenced) => {
                    self.shared.outcomes().splice(..0, std::iter::once(one).chain(left));
                    self.unsettled_since = Some(Instant::now());
                    return;
                }
                Err(error) => {
                    tracing::error!(error.cause = ?error, "the store refused an outcome");
                    self.handover.settled(one.owed.webhook, one.owed.event);
                }
            }
        }
    }

    /// Commits, then hands over what was committed.
    async fn write(
        &mut self,
        ingests: &[&Ingest],
        settled: &[Settled],
    ) -> Result<Vec<Result<Vec<Taken>, StoreError>>, StoreError> {
        let began = Instant::now();
        let shared = self.shared.clone();
        let committed = match patiently(&shared, self.commit(ingests, settled)).await {
            Ok(committed) => committed,
            Err(error) => return Err(self.doubt(error)),
        };
        self.note(ingests.len(), began.elapsed());
        let now = self.shared.now();
        if self.shared.watches.any() {
            let projects: Vec<No> = ingests.iter().map(|ingest| ingest.project).collect();
            self.shared.watches.tell(&projects);
        }
        self.settled(settled);
        self.fans_out |= committed.plan.fans_out;
        self.wait(&committed.plan.wait);
        self.hand_over(committed.plan.hand, committed.room, now, false);
        Ok(committed.taken)
    }
}

/// Says that nothing was kept.
pub(super) fn refuse(replies: impl Iterator<Item = Reply<Vec<Taken>>>) {
    for reply in replies {
        let down = DbErr::Custom("nothing can be written".to_owned());
        _ = reply.send(Err(StoreError::Down(down)));
    }
}

pub(super) fn answer(
    replies: Vec<Reply<Vec<Taken>>>,
    taken: impl IntoIterator<Item = Result<Vec<Taken>, StoreError>>,
) {
    for (reply, taken) in replies.into_iter().zip(taken) {
        // Who asked may have hung up: what was written stays written.
        _ = reply.send(taken);
    }
}
