//! Whose deliveries are whose, lane by lane: a run's own, and those that nobody sees to.

use crate::writer::Waits;
use crate::{No, Store, StoreError, sql};
use event::EventId;
use sea_orm::Value;
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

/// Goes from owner to owner by the index, whatever the number of deliveries.
const OWNERS: &str = "WITH RECURSIVE all_of AS ((SELECT owner FROM delivery \
                      WHERE due_at IS NOT NULL ORDER BY owner LIMIT 1) UNION ALL \
                      SELECT (SELECT d.owner FROM delivery d WHERE d.due_at IS NOT NULL \
                      AND d.owner > a.owner ORDER BY d.owner LIMIT 1) FROM all_of a \
                      WHERE a.owner IS NOT NULL) SELECT owner FROM all_of WHERE owner IS NOT NULL";
/// Goes from lane to lane of an owner, likewise.
const LANES: &str = "WITH RECURSIVE lane AS ((SELECT project, webhook, due_at FROM delivery \
                     WHERE owner = $1 AND due_at IS NOT NULL AND (project, webhook) > ($2, $3) \
                     ORDER BY project, webhook, due_at LIMIT 1) UNION ALL \
                     SELECT n.* FROM lane l, LATERAL (SELECT d.project, d.webhook, d.due_at \
                     FROM delivery d WHERE d.owner = $1 AND d.due_at IS NOT NULL \
                     AND (d.project, d.webhook) > (l.project, l.webhook) \
                     ORDER BY d.project, d.webhook, d.due_at LIMIT 1) n) \
                     SELECT project, webhook, due_at FROM lane LIMIT $4";

/// How many lanes are asked for at a time.
const LANES_AT_ONCE: usize = 1000;

/// A webhook's project, the webhook, and when the first that waits for it is due.
type Lane = (No, No, i64);

/// How many deliveries are claimed at a time.
const CLAIM: usize = 256;

/// How many are given away at a time.
const GIVE: usize = 2000;

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

/// Nobody who was fenced gives anything away.
const GIVE_SQL: &str = "WITH me AS (SELECT no FROM hub WHERE no = $1 AND fenced_at IS NULL \
                        FOR SHARE), given AS (SELECT project, event, webhook FROM delivery \
                        WHERE owner = $1 AND project = $2 AND webhook = $3 \
                        AND due_at <= $4 AND event <> ALL($5) ORDER BY due_at LIMIT $6 \
                        FOR UPDATE SKIP LOCKED) \
                        UPDATE delivery d SET owner = $7 FROM given s, me \
                        WHERE d.project = s.project AND d.event = s.event \
                        AND d.webhook = s.webhook";

impl Store {
    /// Hands over what is due in a lane that has its home at another hub, but for what this one
    /// still has in hand.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn give_away(
        &self,
        project: No,
        webhook: No,
        in_hand: &[EventId],
    ) -> Result<(), StoreError> {
        let (me, now) = (self.hub(), self.shared.now());
        let home = self.shared.cluster.members.load().home(webhook);
        let Some(home) = home.filter(|home| *home != me) else { return Ok(()) };
        let in_hand: Vec<_> = in_hand.iter().map(|event| event.uuid()).collect();
        let values: Vec<Value> = vec![
            me.into(),
            project.into(),
            webhook.into(),
            now.into(),
            in_hand.into(),
            i64::try_from(GIVE).unwrap_or(i64::MAX).into(),
            home.into(),
        ];
        while sql::run(&self.shared.read, GIVE_SQL, values.clone()).await? > 0 {
            self.shared.wait(Waits { owner: home, project, webhook, due_at: now });
        }
        Ok(())
    }

    /// The webhooks that something waits for, and when the first of it is due: what is this run's
    /// own, and what belongs to nobody who sends, where the lane is at home here. Goes past no lane
    /// of others that live.
    pub(crate) async fn who_waits_for_me(&self) -> Result<Vec<Lane>, StoreError> {
        let (me, members) = (self.hub(), self.shared.cluster.members.load_full());
        let mut first: HashMap<(No, No), i64> = HashMap::new();
        let mut strangers: HashMap<(No, No), Vec<No>> = HashMap::new();
        let owners = self.owners().await?;
        for &owner in owners.iter().filter(|owner| **owner == me || !members.sends(**owner)) {
            for (project, webhook, due_at) in self.lanes_of(owner).await? {
                let lane = (project, webhook);
                if owner != me {
                    if members.home(webhook) != Some(me) {
                        continue;
                    }
                    strangers.entry(lane).or_default().push(owner);
                }
                let first = first.entry(lane).or_insert(due_at);
                *first = due_at.min(*first);
            }
        }
        *self.shared.cluster.strangers.lock().unwrap_or_else(PoisonError::into_inner) = strangers;
        for left in members.left.iter().filter(|run| !owners.contains(run)) {
            // Nothing of it waits any more.
            let gone = "DELETE FROM hub WHERE no = $1 AND taken_at IS NOT NULL";
            sql::run(&self.shared.read, gone, vec![(*left).into()]).await?;
        }
        Ok(first.into_iter().map(|((project, webhook), due)| (project, webhook, due)).collect())
    }

    /// The runs that own something that waits in the store.
    async fn owners(&self) -> Result<HashSet<No>, StoreError> {
        let rows = self.rows(OWNERS, Vec::new()).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// The lanes in which something of that owner waits.
    async fn lanes_of(&self, owner: No) -> Result<Vec<Lane>, StoreError> {
        let mut lanes = Vec::new();
        let (mut project, mut webhook): (No, No) = (0, 0);
        loop {
            let most = i64::try_from(LANES_AT_ONCE).unwrap_or(i64::MAX);
            let after = vec![owner.into(), project.into(), webhook.into(), most.into()];
            let rows = self.rows(LANES, after).await?;
            for row in &rows {
                project = row.try_get_by_index(0)?;
                webhook = row.try_get_by_index(1)?;
                lanes.push((project, webhook, row.try_get_by_index(2)?));
            }
            if rows.len() < LANES_AT_ONCE {
                return Ok(lanes);
            }
        }
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
