//! Proofs that count once.

use crate::{Ingest, StoreError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use std::collections::HashSet;

const CLAIM: &str = "INSERT INTO once (project, source, token, body, seen_at) \
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
const FIRST: &str = "SELECT body FROM once WHERE project = $1 AND source = $2 AND token = $3";

/// Claims the tokens of a batch; gives the places of those that came with another body before.
pub(super) async fn claim(
    tx: &DatabaseTransaction,
    ingests: &[&Ingest],
) -> Result<HashSet<usize>, StoreError> {
    let mut refused = HashSet::new();
    for (place, ingest) in ingests.iter().enumerate() {
        if ingest.once.is_some() && !counts(tx, ingest).await? {
            refused.insert(place);
        }
    }
    Ok(refused)
}

async fn counts(tx: &DatabaseTransaction, ingest: &Ingest) -> Result<bool, StoreError> {
    let Some(once) = &ingest.once else { return Ok(true) };
    let backend = tx.get_database_backend();
    let key = [ingest.project.into(), ingest.source.into(), once.token.to_vec().into()];
    let row = key.clone().into_iter().chain([once.body.to_vec().into(), once.seen_at.into()]);
    let claim = Statement::from_sql_and_values(backend, CLAIM, row);
    if tx.execute_raw(claim).await?.rows_affected() == 1 {
        return Ok(true);
    }
    let first = Statement::from_sql_and_values(backend, FIRST, key);
    let first = tx.query_one_raw(first).await?;
    let body = first.map(|row| row.try_get_by_index::<Vec<u8>>(0)).transpose()?;
    Ok(body.is_some_and(|body| body == once.body))
}
