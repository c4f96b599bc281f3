//! Statements over many rows.

use super::rows::{self, Chunk, Column, Rows};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

const MINE: &str = " AND delivery.owner = excluded.owner";

/// A statement over many rows: `{rows}` in its text stands for them, `{columns}` for their names,
/// and `{mine}` for the condition that a delivery that is there has the same owner, where several
/// hubs may share the store.
pub(crate) struct Template {
    pub(crate) columns: &'static [Column],
    text: &'static str,
    postgres: String,
    sqlite: String,
}

impl Template {
    pub(crate) fn new(columns: &'static [Column], text: &'static str) -> Self {
        let postgres = fill(columns, text, &rows::postgres(columns, 1), DbBackend::Postgres);
        let sqlite = fill(columns, text, &rows::sqlite(columns, 1), DbBackend::Sqlite);
        Self { columns, text, postgres, sqlite }
    }

    /// No rows yet.
    pub(crate) fn rows(&self, backend: DbBackend) -> Rows {
        Rows::new(self.columns, backend)
    }

    /// Its text as a part of a longer one, its parameters numbered from `first` on; gives the
    /// number of the next. `only` stands behind the rows, as a condition on all of them.
    pub(crate) fn part(&self, backend: DbBackend, first: &mut usize, only: &str) -> String {
        let mut all = match backend {
            DbBackend::Postgres => rows::postgres(self.columns, *first),
            _ => rows::sqlite(self.columns, *first),
        };
        all.push_str(only);
        *first += rows::width(self.columns, backend);
        fill(self.columns, self.text, &all, backend)
    }

    /// Runs it; gives how many rows were changed.
    pub(crate) async fn execute(
        &self,
        db: &impl ConnectionTrait,
        rows: Rows,
    ) -> Result<u64, DbErr> {
        let mut changed = 0;
        for chunk in rows.chunks() {
            changed += db.execute_raw(self.statement(db, chunk)).await?.rows_affected();
        }
        Ok(changed)
    }

    /// Runs it; gives what it finds.
    pub(crate) async fn query(
        &self,
        db: &impl ConnectionTrait,
        rows: Rows,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let mut found = Vec::new();
        for chunk in rows.chunks() {
            found.extend(db.query_all_raw(self.statement(db, chunk)).await?);
        }
        Ok(found)
    }

    fn statement(&self, db: &impl ConnectionTrait, chunk: Chunk) -> Statement {
        let mut values = Vec::new();
        chunk.values(self.columns, &mut values);
        let backend = db.get_database_backend();
        let text = if backend == DbBackend::Postgres { &self.postgres } else { &self.sqlite };
        Statement::from_sql_and_values(backend, text, values)
    }
}

fn fill(columns: &[Column], text: &str, rows: &str, backend: DbBackend) -> String {
    let names: Vec<_> = columns.iter().map(|column| column.0).collect();
    let mine = if backend == DbBackend::Postgres { MINE } else { "" };
    text.replace("{columns}", &names.join(", ")).replace("{rows}", rows).replace("{mine}", mine)
}
