//! A cap on the bytes of callbacks that are kept for a source: the oldest make room.

use crate::{Ingest, No, StoreError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use std::collections::{BTreeSet, HashMap};

const BYTES: &str = "SELECT CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) FROM callback \
                     WHERE project = $1 AND source = $2";
const DROP_OLDEST: &str = "DELETE FROM callback WHERE project = $1 AND id IN \
                           (SELECT id FROM callback WHERE project = $1 AND source = $2 \
                           ORDER BY id LIMIT 64)";

/// How many bytes are kept, by source; only of those that kept something in this run.
#[derive(Debug)]
pub(super) struct Kept {
    cap: u64,
    bytes: HashMap<No, u64>,
}

impl Kept {
    pub(super) fn new(cap: u64) -> Self {
        Self { cap, bytes: HashMap::new() }
    }

    /// Drops the oldest callbacks of those sources that a batch brought over their cap.
    pub(super) async fn trim(
        &mut self,
        tx: &DatabaseTransaction,
        ingests: &[&Ingest],
    ) -> Result<(), StoreError> {
        let keeping = ingests.iter().filter_map(|it| Some((it, it.kept.as_ref()?)));
        let mut touched = BTreeSet::new();
        for (ingest, kept) in keeping {
            touched.insert((ingest.project, ingest.source));
            if let Some(bytes) = self.bytes.get_mut(&ingest.source) {
                *bytes += kept.body.len() as u64;
            }
        }
        for (project, source) in touched {
            let known = self.bytes.get(&source).copied();
            if known.is_none_or(|bytes| bytes > self.cap) {
                let bytes = self.make_room(tx, project, source).await?;
                self.bytes.insert(source, bytes);
            }
        }
        Ok(())
    }

    async fn make_room(
        &self,
        tx: &DatabaseTransaction,
        project: No,
        source: No,
    ) -> Result<u64, StoreError> {
        let of = |sql| {
            let values = [project.into(), source.into()];
            Statement::from_sql_and_values(tx.get_database_backend(), sql, values)
        };
        loop {
            let sum = tx.query_one_raw(of(BYTES)).await?;
            let sum = sum.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
            let bytes = u64::try_from(sum).unwrap_or(0);
            if bytes <= self.cap || tx.execute_raw(of(DROP_OLDEST)).await?.rows_affected() == 0 {
                return Ok(bytes);
            }
        }
    }
}
