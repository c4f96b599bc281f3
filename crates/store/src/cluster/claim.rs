//! Whose deliveries are whose, lane by lane: a run's own, and those that nobody sees to.

use crate::{No, Store, StoreError, sql};
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

const NEXT_OWNER: &str = "SELECT project, webhook, due_at, owner FROM delivery \
                          WHERE due_at IS NOT NULL AND (project, webhook, owner) > ($1, $2, $3) \
                          ORDER BY project, webhook, owner, due_at LIMIT 1";

/// How many deliveries are claimed at a time.
const CLAIM: usize = 256;

/// Nobody who was fenced claims anything, and nobody waits for others who claim the same. A run
/// that began after the last look is no stranger, whatever that look says.
const CLAIM_SQL: &str = "WITH me AS (SELECT no FROM hub WHERE no = $1 AND fenced_at IS NULL \
                         FOR SHARE), claimed AS (SELECT project, event, webhook FROM delivery \
                         WHERE project = $2 AND webhook = $3 AND owner = ANY($4) \
                         AND due_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hub h \
                         WHERE h.no = delivery.owner AND h.dispatches AND h.fenced_at IS NULL \
                         AND h.stopped_at IS NULL) ORDER BY due_at, event LIMIT $5 \
                         FOR UPDATE SKIP LOCKED) \
                         UPDATE delivery d SET owner = me.no FROM claimed s, me \
                         WHERE d.project = s.project AND d.event = s.event \
                         AND d.webhook = s.webhook RETURNING d.due_at";

impl Store {
    /// The webhooks that something waits for, and when the first of it is due: what is this run's
    /// own, and what belongs to nobody who sends, where the lane is at home here.
    pub(crate) async fn who_waits_for_me(&self) -> Result<Vec<(No, No, i64)>, StoreError> {
        let (me, members) = (self.hub(), self.shared.cluster.members.load_full());
        let mut lanes: HashMap<(No, No), i64> = HashMap::new();
        let mut strangers: HashMap<(No, No), Vec<No>> = HashMap::new();
        let mut owners = HashSet::new();
        let (mut project, mut webhook, mut owner): (No, No, No) = (0, 0, 0);
        loop {
            let after = vec![project.into(), webhook.into(), owner.into()];
            let next = self.rows(NEXT_OWNER, after).await?;
            let Some(row) = next.first() else { break };
            project = row.try_get_by_index(0)?;
            webhook = row.try_get_by_index(1)?;
            let due_at: i64 = row.try_get_by_index(2)?;
            owner = row.try_get_by_index(3)?;
            owners.insert(owner);
            let strange = owner != me && !members.sends(owner);
            if strange && members.home(webhook) == Some(me) {
                strangers.entry((project, webhook)).or_default().push(owner);
            } else if owner != me {
                continue;
            }
            let first = lanes.entry((project, webhook)).or_insert(due_at);
            *first = due_at.min(*first);
        }
        *self.shared.cluster.strangers.lock().unwrap_or_else(PoisonError::into_inner) = strangers;
        for left in members.left.iter().filter(|run| !owners.contains(run)) {
            // Nothing of it waits any more.
            let gone = "DELETE FROM hub WHERE no = $1 AND taken_at IS NOT NULL";
            sql::run(&self.shared.read, gone, vec![(*left).into()]).await?;
        }
        Ok(lanes.into_iter().map(|((project, webhook), due)| (project, webhook, due)).collect())
    }

    /// Makes this hub's own what belongs to nobody who sends, where there is such in a lane that is
    /// at home here; says whether more of it is due.
    pub(crate) async fn claim(&self, run: No, lane: (No, No)) -> Result<bool, StoreError> {
        let strangers =
            || self.shared.cluster.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(owners) = strangers().get(&lane).cloned() else { return Ok(false) };
        let values = vec![
            run.into(),
            lane.0.into(),
            lane.1.into(),
            owners.into(),
            i64::try_from(CLAIM).unwrap_or(i64::MAX).into(),
        ];
        let mut claimed = 0;
        let mut last = i64::MIN;
        for row in self.rows(CLAIM_SQL, values).await? {
            claimed += 1;
            last = last.max(row.try_get_by_index(0)?);
        }
        if claimed < CLAIM {
            let mut all = strangers();
            all.remove(&lane);
            if all.is_empty() && claimed > 0 {
                // Another look tells whether anything is left of those who ended.
                self.shared.handover.look_again();
            }
        }
        Ok(claimed == CLAIM && last <= self.shared.now())
    }
}
