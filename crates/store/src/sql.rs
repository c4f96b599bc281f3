//! One statement, run.

use crate::StoreError;
use sea_orm::{ConnectionTrait, Statement, Value};

/// Runs a statement; gives how many rows it changed.
pub(crate) async fn run(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}
