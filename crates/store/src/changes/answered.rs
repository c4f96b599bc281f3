//! Requests with an `Idempotency-Key`: the first answer is every answer.

use super::Change;
use crate::registry::Registry;
use crate::shared::Shared;
use crate::{No, Store, StoreError, sql};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use std::sync::Arc;

const PLACE: &str = "answered.body";
const KEEP: &str = "INSERT INTO answered (api_key, name, request, status, body, created_at) \
                    VALUES ($1, $2, $3, $4, $5, $6)";
const FIND: &str = "SELECT request, status, body FROM answered WHERE api_key = $1 AND name = $2";

/// A request that came with an idempotency key.
#[derive(Clone, Copy, Debug)]
pub struct Remember {
    /// The API key that sent it; an idempotency key is its own.
    pub api_key: No,
    /// SHA-256 of the idempotency key.
    pub name: [u8; 32],
    /// SHA-256 of method, path and body: another request under the same key is a mistake.
    pub request: [u8; 32],
}

/// What was said to a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Store {
    /// What was said to that request before, where it was sent before.
    ///
    /// # Errors
    ///
    /// [`StoreError::OtherRequest`] where the key came with another request.
    pub async fn answered(&self, remember: &Remember) -> Result<Option<Answer>, StoreError> {
        let db = &self.shared.read;
        let values = [remember.api_key.into(), remember.name.to_vec().into()];
        let find = Statement::from_sql_and_values(db.get_database_backend(), FIND, values);
        let Some(row) = db.query_one_raw(find).await? else { return Ok(None) };
        if row.try_get::<Vec<u8>>("", "request")? != remember.request {
            return Err(StoreError::OtherRequest);
        }
        let status: i16 = row.try_get("", "status")?;
        let body = self.shared.key.open(PLACE, &row.try_get::<Vec<u8>>("", "body")?)?;
        Ok(Some(Answer { status: u16::try_from(status).unwrap_or(200), body }))
    }
}

/// Says so where somebody else is just done with the same request: what it made would stand in the
/// way of making it again, and the answer would be about that.
pub(crate) async fn not_answered(
    tx: &DatabaseTransaction,
    remember: Option<&Remember>,
) -> Result<(), StoreError> {
    let Some(remember) = remember else { return Ok(()) };
    let values = [remember.api_key.into(), remember.name.to_vec().into()];
    let find = Statement::from_sql_and_values(tx.get_database_backend(), FIND, values);
    match tx.query_one_raw(find).await? {
        Some(_) => Err(StoreError::Taken("idempotency key")),
        None => Ok(()),
    }
}

/// Keeps an answer where it is to be remembered.
///
/// # Errors
///
/// [`StoreError::Taken`] where the same idempotency key was used in the meantime.
pub(crate) async fn keep(
    shared: &Shared,
    tx: &DatabaseTransaction,
    remember: Option<&Remember>,
    answer: &Answer,
) -> Result<(), StoreError> {
    let Some(remember) = remember else { return Ok(()) };
    let body = shared.key.seal(PLACE, &answer.body);
    let values = vec![
        remember.api_key.into(),
        remember.name.to_vec().into(),
        remember.request.to_vec().into(),
        i16::try_from(answer.status).unwrap_or(200).into(),
        body.into(),
        shared.now().into(),
    ];
    let kept = sql::run(tx, KEEP, values).await.map(|_| ());
    kept.map_err(|error| match error {
        StoreError::Taken(_) => StoreError::Taken("idempotency key"),
        error => error,
    })
}

impl Change {
    /// As the function, in this change.
    pub(super) async fn not_answered(&self, remember: Option<&Remember>) -> Result<(), StoreError> {
        not_answered(&self.turn.tx, remember).await
    }

    /// As [`finish`](Self::finish), with an answer that is made from what came of it, and kept
    /// where it is to be remembered.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] where the same idempotency key was used in the meantime.
    pub(super) async fn answer(
        self,
        remember: Option<Remember>,
        answer: impl FnOnce(&Registry) -> Option<Answer>,
    ) -> Result<(Arc<Registry>, Answer), StoreError> {
        let registry = self.registry().await?;
        let answer = answer(&registry).ok_or(StoreError::Gone("row"))?;
        keep(&self.shared, &self.turn.tx, remember.as_ref(), &answer).await?;
        Ok((self.finish().await?, answer))
    }
}
