//! What is due: the way back from the store into memory.

use super::ordered::first_sql;
use crate::{No, Owed, Store, StoreError};
use event::{EventId, Id};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

const DUE: &str = "SELECT d.event, d.attempts, d.slot, d.due_at, e.body \
                   FROM delivery d JOIN event e ON e.project = d.project AND e.id = d.event \
                   WHERE d.project = $1 AND d.webhook = $2 AND d.due_at IS NOT NULL{mine} \
                   ORDER BY d.due_at, d.event LIMIT $3";
const MINE: &str = " AND d.owner = $4";
const NEXT_WAITING: &str = "SELECT project, webhook, due_at FROM delivery \
                            WHERE due_at IS NOT NULL AND (project, webhook) > ($1, $2) \
                            ORDER BY project, webhook, due_at LIMIT 1";
const HOW_MANY: &str = "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE project = $1 \
                        AND webhook = $2 AND due_at IS NOT NULL AND due_at <= $3{mine} LIMIT $5) d";

/// What waits for a webhook.
#[derive(Debug, Default)]
pub struct Waiting {
    /// The first of it, with the time each is due at (milliseconds since 1970), whether that has
    /// come or not.
    pub found: Vec<(i64, Owed)>,
    /// Whether it is as many as were asked for.
    pub full: bool,
    /// Whether more is due that belongs to nobody who sends.
    pub claimable: bool,
    /// The run that is to make them.
    pub run: No,
}

impl Store {
    /// The first deliveries that wait in the store for a webhook, and are this hub's to make. What
    /// nobody else sees to becomes so.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn waiting(
        &self,
        project: No,
        webhook: No,
        most: u32,
    ) -> Result<Waiting, StoreError> {
        let run = self.hub();
        let is_shared = self.shared.is_shared();
        let claimable = is_shared && self.claim(run, (project, webhook)).await?;
        let mut values = vec![project.into(), webhook.into(), i64::from(most).into()];
        if is_shared {
            values.push(run.into());
        }
        let order = self.see(|all| all.webhook_no(webhook).and_then(|it| it.options.order));
        let sql = match order {
            Some(order) => first_sql(order, is_shared),
            None => DUE.replace("{mine}", if is_shared { MINE } else { "" }),
        };
        let rows = self.rows(&sql, values).await?;
        let found = rows.iter().map(|row| read(row, project, webhook, run));
        let found: Vec<_> = found.collect::<Result<_, _>>()?;
        let full = found.len() >= usize::try_from(most).unwrap_or(usize::MAX);
        Ok(Waiting { found, full, claimable, run })
    }

    /// How many deliveries for a webhook are due by that time, in milliseconds since 1970, and this
    /// hub's to make; counted up to so many.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn due_by(
        &self,
        (project, webhook): (No, No),
        now: i64,
        most: u32,
    ) -> Result<u32, StoreError> {
        let mine = if self.shared.is_shared() { MINE } else { " AND 0 <= $4" };
        let sql = HOW_MANY.replace("{mine}", mine);
        let of = [project, webhook].map(Value::from);
        let mut values = of.to_vec();
        values.extend([now.into(), self.hub().into(), i64::from(most).into()]);
        let rows = self.rows(&sql, values).await?;
        let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
        Ok(u32::try_from(count).unwrap_or(most))
    }

    /// The webhooks that something waits for in the store that this hub sees to, and when the first
    /// of it is due.
    ///
    /// Goes from webhook to webhook by the index, whatever the number of deliveries.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn who_waits(&self) -> Result<Vec<(No, No, i64)>, StoreError> {
        if self.shared.is_shared() {
            return self.who_waits_for_me().await;
        }
        let mut all = Vec::new();
        let (mut project, mut webhook): (No, No) = (0, 0);
        loop {
            let next = self.rows(NEXT_WAITING, vec![project.into(), webhook.into()]).await?;
            let Some(row) = next.first() else { return Ok(all) };
            project = row.try_get_by_index(0)?;
            webhook = row.try_get_by_index(1)?;
            all.push((project, webhook, row.try_get_by_index(2)?));
        }
    }

    pub(crate) async fn rows(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, StoreError> {
        let db = &self.shared.read;
        let backend = db.get_database_backend();
        Ok(db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
    }
}

fn read(row: &QueryResult, project: No, webhook: No, run: No) -> Result<(i64, Owed), StoreError> {
    let number = |name| -> Result<u16, StoreError> {
        Ok(u16::try_from(row.try_get::<i16>("", name)?).unwrap_or(0))
    };
    let owed = Owed {
        project,
        event: EventId::from(Id::from(row.try_get::<uuid::Uuid>("", "event")?)),
        webhook,
        body: row.try_get::<Vec<u8>>("", "body")?.into(),
        attempts: number("attempts")?,
        slot: number("slot")?,
        run,
    };
    Ok((row.try_get("", "due_at")?, owed))
}
