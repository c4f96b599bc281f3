//! Making jobs, and cancelling them.

use super::{JobKind, JobRow, JobScope, JobState};
use crate::changes::{keep, not_answered};
use crate::{Answer, No, Remember, Store, StoreError, sql};
use event::JobId;
use sea_orm::Value;

const MAKE: &str = "INSERT INTO job (project, id, kind, state, webhook, scope, round, at_event, \
                    at_webhook, done, made, skipped, created_at) \
                    VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 0, 0, 0, 0, $8)";
/// Whom a job erases is not kept.
const CANCEL: &str = "UPDATE job SET state = $1, ended_at = $2, \
                      scope = CASE WHEN kind = 'expunge' THEN '{}' ELSE scope END \
                      WHERE project = $3 AND id = $4 AND ended_at IS NULL";

/// A job to be made.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// The project.
    pub project: No,
    /// What it does.
    pub kind: JobKind,
    /// The webhook it is about; none for all of the project.
    pub webhook: Option<No>,
    /// Which deliveries, or events, it is about.
    pub scope: JobScope,
}

impl Store {
    /// Makes a job, which begins soon. It is on disk when this returns.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] where the same idempotency key was used in the meantime.
    pub async fn create_job(
        &self,
        new: NewJob,
        remember: Option<Remember>,
        answer: impl FnOnce(&JobRow) -> Answer,
    ) -> Result<Answer, StoreError> {
        // What only memory knows of deliveries is in the tables by then.
        self.show(new.project).await?;
        let turn = self.turn().await?;
        not_answered(&turn.tx, remember.as_ref()).await?;
        let job = new.begin(self.shared.now());
        sql::run(&turn.tx, MAKE, job.values()?).await?;
        let answer = answer(&job);
        keep(&self.shared, &turn.tx, remember.as_ref(), &answer).await?;
        turn.commit().await?;
        self.shared.work.notify_one();
        Ok(answer)
    }

    /// Has a job do nothing more; says whether it had not ended. What it has done stays done.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn cancel_job(&self, project: No, id: JobId) -> Result<bool, StoreError> {
        let turn = self.turn().await?;
        let state = JobState::Cancelled.to_string();
        let values = vec![state.into(), self.shared.now().into(), project.into(), id.uuid().into()];
        let changed = sql::run(&turn.tx, CANCEL, values).await?;
        turn.commit().await?;
        Ok(changed > 0)
    }
}

impl NewJob {
    /// As it is before anybody works on it.
    fn begin(self, now: i64) -> JobRow {
        let mut job = JobRow {
            project: self.project,
            id: JobId::at(now),
            kind: self.kind,
            state: JobState::Queued,
            webhook: self.webhook,
            scope: self.scope,
            total: None,
            done: 0,
            made: 0,
            skipped: 0,
            error: None,
            created_at: now,
            started_at: None,
            ended_at: None,
            owner: None,
            place: super::span::Place { round: 0, event: uuid::Uuid::nil(), webhook: 0 },
        };
        job.place.event = job.first();
        job
    }
}

impl JobRow {
    fn values(&self) -> Result<Vec<Value>, StoreError> {
        Ok(vec![
            self.project.into(),
            self.id.uuid().into(),
            self.kind.to_string().into(),
            self.state.to_string().into(),
            self.webhook.into(),
            serde_json::to_string(&self.scope)?.into(),
            self.place.event.into(),
            self.created_at.into(),
        ])
    }
}
