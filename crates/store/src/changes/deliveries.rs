//! What people do to deliveries: retry, cancel, send an event again.

use crate::writer::{Turn, Waits};
use crate::{No, Store, StoreError, sql};
use event::{DeliveryId, EventId};
use sea_orm::{ConnectionTrait, Statement, Value};

/// How many deliveries one transaction cancels.
const CHUNK: i32 = 2000;

const RETRY: &str = "UPDATE delivery SET state = 0, slot = CASE WHEN state = 0 THEN slot ELSE 0 END, \
                     due_at = $1, owner = CASE WHEN state = 0{lives} THEN owner ELSE $2 END \
                     WHERE project = $3 AND event = $4 AND webhook = $5 \
                     AND (state = 2 OR state = 0 AND due_at IS NOT NULL) RETURNING owner";
/// Where hubs share the store, who sees to it may have ended.
const LIVES: &str = " AND owner IN (SELECT no FROM hub WHERE dispatches AND fenced_at IS NULL \
                     AND stopped_at IS NULL)";
const CANCEL: &str = "UPDATE delivery SET state = 3, due_at = NULL WHERE project = $1 \
                      AND event = $2 AND webhook = $3 AND state IN (0, 2)";
/// A folded attempt gets its own row before another overwrites it.
const UNFOLD: &str = "INSERT INTO attempt (project, event, webhook, number, started_at, \
                      duration_ms, status, error, response) SELECT project, event, webhook, \
                      attempts, started_at, COALESCE(duration_ms, 0), status, error, response \
                      FROM delivery WHERE project = $1 AND event = $2 AND webhook = $3 \
                      AND attempts > 0 AND started_at IS NOT NULL ON CONFLICT DO NOTHING";
const RESEND: &str = "INSERT INTO delivery (project, event, webhook, state, format, attempts, \
                      slot, due_at, owner) VALUES ($1, $2, $3, 0, $4, 0, 0, $5, $6) \
                      ON CONFLICT (project, event, webhook) DO UPDATE SET state = 0, slot = 0, \
                      due_at = excluded.due_at, owner = excluded.owner";
const WEBHOOKS: &str = "SELECT webhook FROM delivery WHERE project = $1 AND event = $2 \
                        ORDER BY webhook";
const CANCEL_DUE: &str = "UPDATE delivery SET state = 3, due_at = NULL WHERE project = $1 \
                          AND webhook = $2 AND due_at IS NOT NULL AND event IN (SELECT event \
                          FROM delivery WHERE project = $1 AND webhook = $2 \
                          AND due_at IS NOT NULL{owned} ORDER BY due_at LIMIT $3)";
/// Where hubs share the store, what waits is found by its owner.
const OWNED: &str = " AND owner = ANY (ARRAY(SELECT no FROM hub))";
const CANCEL_HELD: &str = "UPDATE delivery SET state = 3 WHERE project = $1 AND event >= $2 \
                           AND webhook = $3 AND state = 0 AND due_at IS NULL";

/// How long before the low water what is held is looked for, in milliseconds.
const MARGIN: i64 = 10_000;

impl Store {
    /// Makes a delivery due now: one that waits, or one whose schedule was used up, from its
    /// beginning. Says whether it was either; one that is being made stays as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn retry_delivery(&self, project: No, id: DeliveryId) -> Result<bool, StoreError> {
        self.show(project).await?;
        let now = self.shared.now();
        let turn = self.turn().await?;
        let values = vec![
            now.into(),
            self.shared.sees_to(project, id.webhook).into(),
            project.into(),
            id.event.uuid().into(),
            id.webhook.into(),
        ];
        let backend = turn.tx.get_database_backend();
        let retry = RETRY.replace("{lives}", if self.shared.is_shared() { LIVES } else { "" });
        let retry = Statement::from_sql_and_values(backend, retry, values);
        let retried = turn.tx.query_one_raw(retry).await?;
        turn.commit().await?;
        let Some(retried) = retried else { return Ok(false) };
        let owner = retried.try_get_by_index(0)?;
        self.shared.wait(Waits { owner, project, webhook: id.webhook, due_at: now });
        Ok(true)
    }

    /// Cancels a delivery that is pending or exhausted; says whether it was.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn cancel_delivery(&self, project: No, id: DeliveryId) -> Result<bool, StoreError> {
        self.show(project).await?;
        let turn = self.turn().await?;
        let key = vec![project.into(), id.event.uuid().into(), id.webhook.into()];
        let changed = sql::run(&turn.tx, CANCEL, key).await?;
        turn.commit().await?;
        if self.see(|all| all.subscription(project, id.webhook).is_some_and(|it| it.ordered)) {
            // What came after it need not wait any more.
            let (webhook, due_at) = (id.webhook, self.shared.now());
            let owner = self.shared.sees_to(project, webhook);
            self.shared.wait(Waits { owner, project, webhook, due_at });
        }
        Ok(changed > 0)
    }

    /// Sends an event again: to that webhook, or to all that it was owed to. Gives the deliveries.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn resend_event(
        &self,
        project: No,
        event: EventId,
        to: Option<No>,
    ) -> Result<Vec<DeliveryId>, StoreError> {
        self.show(project).await?;
        let now = self.shared.now();
        let turn = self.turn().await?;
        let webhooks = match to {
            Some(webhook) => vec![webhook],
            None => self.owed_to(&turn, project, event).await?,
        };
        for &webhook in &webhooks {
            let key = vec![project.into(), event.uuid().into(), webhook.into()];
            sql::run(&turn.tx, UNFOLD, key.clone()).await?;
            let owner = self.shared.sees_to(project, webhook);
            let rest = [webhook::FORMAT.into(), now.into(), owner.into()];
            sql::run(&turn.tx, RESEND, key.into_iter().chain(rest).collect()).await?;
        }
        turn.commit().await?;
        for &webhook in &webhooks {
            let owner = self.shared.sees_to(project, webhook);
            self.shared.wait(Waits { owner, project, webhook, due_at: now });
        }
        Ok(webhooks.into_iter().map(|webhook| DeliveryId { event, webhook }).collect())
    }

    /// The webhooks an event was owed to that are still there.
    async fn owed_to(
        &self,
        turn: &Turn,
        project: No,
        event: EventId,
    ) -> Result<Vec<No>, StoreError> {
        let values = [project.into(), event.uuid().into()];
        let backend = turn.tx.get_database_backend();
        let found = Statement::from_sql_and_values(backend, WEBHOOKS, values);
        let registry = self.registry();
        let mut webhooks = Vec::new();
        for row in turn.tx.query_all_raw(found).await? {
            let webhook = row.try_get_by_index(0)?;
            if registry.webhook_no(webhook).is_some() {
                webhooks.push(webhook);
            }
        }
        Ok(webhooks)
    }

    /// Cancels all that is pending for a webhook, a chunk a transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails; what is left is cancelled when the dispatcher finds it
    /// without a webhook.
    pub async fn cancel_all(&self, project: No, webhook: No) -> Result<(), StoreError> {
        self.show(project).await?;
        let from = EventId::first_at(self.shared.low_water() - MARGIN).uuid();
        let held = vec![project.into(), from.into(), webhook.into()];
        self.run_alone(CANCEL_HELD, held).await?;
        let due = vec![project.into(), webhook.into(), CHUNK.into()];
        let owned = if self.shared.is_shared() { OWNED } else { "" };
        let cancel = CANCEL_DUE.replace("{owned}", owned);
        while self.run_alone(&cancel, due.clone()).await? > 0 {}
        Ok(())
    }

    /// Runs one statement in a turn of its own, which is over when this returns.
    async fn run_alone(&self, change: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        let turn = self.turn().await?;
        let changed = sql::run(&turn.tx, change, values).await?;
        turn.commit().await?;
        Ok(changed)
    }
}
