//! What the operator is to be told.

use crate::{Store, StoreError, sql};
use bytes::Bytes;
use event::{EventId, Id};
use sea_orm::ConnectionTrait;

const ADD: &str = "INSERT INTO notice (id, body, due_at, slot) VALUES ($1, $2, $3, 0)";
const DUE: &str = "SELECT id, body, due_at, slot FROM notice WHERE due_at <= $1 \
                   ORDER BY due_at, id LIMIT $2";
const MOVE: &str = "UPDATE notice SET due_at = $1, slot = $2 WHERE id = $3 AND due_at = $4";
const DROP: &str = "DELETE FROM notice WHERE id = $1";

/// An operational event to be sent.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// Its id.
    pub id: EventId,
    /// What is sent.
    pub body: Vec<u8>,
}

/// An operational event that is due.
#[derive(Clone, Debug)]
pub struct DueNotice {
    /// Its id.
    pub id: EventId,
    /// What is sent.
    pub body: Bytes,
    /// Since when it is due, in milliseconds since 1970.
    pub due_at: i64,
    /// How many attempts were made.
    pub slot: u16,
}

impl NewNotice {
    pub(crate) async fn add(&self, tx: &impl ConnectionTrait) -> Result<(), StoreError> {
        let (id, body) = (self.id.uuid().into(), self.body.clone().into());
        sql::run(tx, ADD, vec![id, body, self.id.ms().into()]).await.map(|_| ())
    }
}

impl Store {
    /// The first operational events that are due.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn due_notices(&self, most: u16) -> Result<Vec<DueNotice>, StoreError> {
        let now = self.shared.now();
        let rows = self.rows(DUE, vec![now.into(), i64::from(most).into()]).await?;
        let read = |row: &sea_orm::QueryResult| -> Result<DueNotice, StoreError> {
            Ok(DueNotice {
                id: EventId::from(Id::from(row.try_get::<uuid::Uuid>("", "id")?)),
                body: row.try_get::<Vec<u8>>("", "body")?.into(),
                due_at: row.try_get("", "due_at")?,
                slot: u16::try_from(row.try_get::<i32>("", "slot")?).unwrap_or(u16::MAX),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Puts an operational event off, with so many attempts made; says whether it was still due as
    /// it was found. So whoever is about to send it takes it: others find it later.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn put_notice_off(
        &self,
        notice: &DueNotice,
        due_at: i64,
        slot: u16,
    ) -> Result<bool, StoreError> {
        let id = notice.id.uuid().into();
        let values = vec![due_at.into(), i32::from(slot).into(), id, notice.due_at.into()];
        let turn = self.turn().await?;
        let moved = sql::run(&turn.tx, MOVE, values).await?;
        turn.commit().await?;
        Ok(moved > 0)
    }

    /// Forgets an operational event: it was taken, or given up.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn end_notice(&self, id: EventId) -> Result<(), StoreError> {
        let turn = self.turn().await?;
        sql::run(&turn.tx, DROP, vec![id.uuid().into()]).await?;
        turn.commit().await
    }
}
