//! What was erased of runs, so that nobody takes a feed with a hole in it for whole.

use super::Position;
use crate::{No, Store, StoreError, sql};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};

const ERASED: &str = "SELECT run, seq FROM erased WHERE project = $1";

/// Behind what would be written: a number only grows.
const GREATER: &str = "GROUP BY project, owner ON CONFLICT (project, run) DO UPDATE SET \
                       seq = CASE WHEN excluded.seq > erased.seq THEN excluded.seq \
                       ELSE erased.seq END, at = excluded.at";

/// Notes that events will be erased, in the transaction that does it. `which` is the condition on
/// their rows, with its values.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    which: &str,
    mut values: Vec<Value>,
    now: i64,
) -> Result<(), StoreError> {
    values.push(now.into());
    let note = format!(
        "INSERT INTO erased (project, run, seq, at) SELECT project, owner, MAX(seq), \
         CAST(${} AS BIGINT) FROM event WHERE {which} AND seq IS NOT NULL {GREATER}",
        values.len()
    );
    sql::run(tx, &note, values).await?;
    Ok(())
}

/// Notes that a part of the table will go, on PostgreSQL.
pub(crate) async fn note_part(
    db: &impl ConnectionTrait,
    part: &str,
    now: i64,
) -> Result<(), StoreError> {
    let note = format!(
        "INSERT INTO erased (project, run, seq, at) SELECT project, owner, MAX(seq), \
         CAST($1 AS BIGINT) FROM {part} WHERE seq IS NOT NULL {GREATER}"
    );
    let note = Statement::from_sql_and_values(DbBackend::Postgres, note, [now.into()]);
    db.execute_raw(note).await?;
    Ok(())
}

impl Store {
    /// Up to where a project's runs were erased.
    pub(super) async fn erased(&self, project: No) -> Result<Vec<(No, i64)>, StoreError> {
        let rows = self.rows(ERASED, vec![project.into()]).await?;
        let read = rows.iter().map(|row| Ok((row.try_get("", "run")?, row.try_get("", "seq")?)));
        read.collect()
    }

    /// Refuses a place behind which something was erased. Asked after what lies behind it was read:
    /// what goes before is noted by then.
    pub(super) async fn check_whole(&self, project: No, from: &Position) -> Result<(), StoreError> {
        let too_old = from.made < self.shared.now() - self.shared.retention;
        let erased = self.erased(project).await?;
        if too_old || erased.iter().any(|(run, seq)| from.is_before(*run, *seq)) {
            return Err(StoreError::Erased);
        }
        Ok(())
    }
}
