//! How fast jobs go: as fast as endpoints take what they make, so that what is new waits behind a
//! few of a job's deliveries and not behind all of them.

use super::{JobKind, JobRow};
use crate::{No, Store, StoreError};
use event::JobId;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// While so many deliveries are due for a webhook, nothing more is made due for it.
const BACKLOG: i64 = 64;

/// How long a job about many webhooks waits for one that is slow.
const PATIENCE: Duration = Duration::from_secs(2);

/// What others have after a chunk, at least and in proportion to what it took.
const REST: Duration = Duration::from_millis(50);
const SHARE: u32 = 2;

/// The same after one that changed nothing.
const SHORT_REST: Duration = Duration::from_millis(5);

const DUE: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM delivery WHERE project = $1 \
                   AND webhook = $2 AND due_at IS NOT NULL AND due_at <= $3{owned} LIMIT $4) AS due";
/// Where hubs share the store, what waits is found by its owner.
const OWNED: &str = " AND owner = ANY (ARRAY(SELECT no FROM hub))";

/// Whether a job may go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum May {
    /// It may.
    GoOn,
    /// Its last deliveries are still to be made: soon.
    Soon,
    /// Its webhook gets nothing for now.
    Later,
}

/// The last steps of the jobs that this hub works on.
#[derive(Debug, Default)]
pub(super) struct Steps {
    last: HashMap<JobId, (Instant, Vec<No>)>,
}

impl Steps {
    /// A job has made something due for these webhooks.
    pub(super) fn note(&mut self, job: &JobRow, webhooks: Vec<No>) {
        self.last.insert(job.id, (Instant::now(), webhooks));
    }

    /// Knows of these jobs only.
    pub(super) fn keep(&mut self, open: &[JobRow]) {
        self.last.retain(|id, _| open.iter().any(|job| job.id == *id));
    }

    /// Whether a job may go on.
    pub(super) async fn may(&self, store: &Store, job: &JobRow) -> Result<May, StoreError> {
        if matches!(job.kind, JobKind::Cancel | JobKind::Expunge) {
            return Ok(May::GoOn);
        }
        let registry = store.registry();
        let sends =
            |webhook| registry.subscription(job.project, webhook).is_some_and(|it| it.sends);
        if let Some(webhook) = job.webhook {
            if !sends(webhook) {
                return Ok(May::Later);
            }
            let full = is_full(store, job.project, webhook).await?;
            return Ok(if full { May::Soon } else { May::GoOn });
        }
        let Some((at, webhooks)) = self.last.get(&job.id) else { return Ok(May::GoOn) };
        if at.elapsed() < PATIENCE {
            for &webhook in webhooks.iter().filter(|it| sends(**it)) {
                if is_full(store, job.project, webhook).await? {
                    return Ok(May::Soon);
                }
            }
        }
        Ok(May::GoOn)
    }
}

/// How long others have after a step.
pub(super) fn rest(took: Duration, made: i64) -> Duration {
    if made > 0 { REST.max(took * SHARE) } else { SHORT_REST.max(took) }
}

async fn is_full(store: &Store, project: No, webhook: No) -> Result<bool, StoreError> {
    let sql = DUE.replace("{owned}", if store.shared.is_shared() { OWNED } else { "" });
    let now = store.shared.now();
    let values = vec![project.into(), webhook.into(), now.into(), BACKLOG.into()];
    let rows = store.rows(&sql, values).await?;
    let due: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(due >= BACKLOG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_made_something_rests_for_longer_than_it_took() {
        let ms = Duration::from_millis;
        assert_eq!(rest(ms(1), 1), REST);
        assert_eq!(rest(ms(100), 1), ms(200));
        assert_eq!(rest(ms(1), 0), SHORT_REST);
        assert_eq!(rest(ms(100), 0), ms(100));
    }
}
