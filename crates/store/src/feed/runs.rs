//! The runs whose events a feed is made of.

use crate::{No, Store, StoreError};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;

/// Runs begin one after the other, so whoever sees one sees all before it.
const RUNS: &str = "SELECT no, stopped_at IS NULL AND fenced_at IS NULL AS lives FROM hub";

/// A run that is not the first one behind those read, and has something to read.
const NEXT: &str = "SELECT owner FROM event WHERE project = $1 AND owner > $2 AND owner <= $3 \
                    AND seq > 0 ORDER BY owner LIMIT 1";

/// How many runs that were not known before are read from at a time.
const MOST: usize = 8;

/// The runs, as of a moment.
#[derive(Debug)]
pub(super) struct Runs {
    /// Those that may commit more. All others are over, and all that they committed is there to
    /// be seen from that moment on.
    pub living: BTreeSet<No>,
    /// The newest one.
    pub last: No,
}

/// Runs that are new to a reader.
pub(super) struct Found {
    /// Those that have something to read.
    pub runs: Vec<No>,
    /// Up to which run that holds.
    pub top: No,
    /// Whether there may be more behind that.
    pub more: bool,
}

impl Runs {
    pub(super) async fn now(store: &Store) -> Result<Self, StoreError> {
        let shared = &store.shared;
        let me = shared.hub();
        if !shared.is_shared() {
            return Ok(Self { living: BTreeSet::from([me]), last: me });
        }
        let (mut living, mut last) = (BTreeSet::new(), 0);
        for row in store.rows(RUNS, Vec::new()).await? {
            let no: No = row.try_get("", "no")?;
            last = last.max(no);
            if row.try_get("", "lives")? {
                living.insert(no);
            }
        }
        Ok(Self { living, last })
    }

    /// Those behind `top` in which the project has events, the first ones first.
    pub(super) async fn behind(
        &self,
        store: &Store,
        project: No,
        top: No,
    ) -> Result<Found, StoreError> {
        let db = &store.shared.read;
        let mut runs = Vec::new();
        let mut at = top;
        while at < self.last {
            let values = [project.into(), at.into(), self.last.into()];
            let next = Statement::from_sql_and_values(db.get_database_backend(), NEXT, values);
            let Some(row) = db.query_one_raw(next).await? else { break };
            at = row.try_get_by_index(0)?;
            runs.push(at);
            if runs.len() == MOST {
                return Ok(Found { runs, top: at, more: at < self.last });
            }
        }
        Ok(Found { runs, top: self.last.max(top), more: false })
    }
}
