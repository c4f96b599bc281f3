//! Statements over many rows.

use super::column::{Column, Common};
use super::rows::{Chunk, Rows};
use super::select::select;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

const MINE: &str = " AND delivery.owner = excluded.owner";

/// A statement over many rows: `{rows}` in its text stands for them, `{columns}` for their names,
/// and `{mine}` for the condition that a delivery that is there has the same owner, where several
/// hubs may share the store.
pub(crate) struct Template {
    pub(crate) columns: &'static [Column],
    text: String,
    /// By what the rows have in common.
    postgres: [String; 3],
    sqlite: [String; 3],
}

impl Template {
    pub(crate) fn new(columns: &'static [Column], text: impl Into<String>) -> Self {
        let text = text.into();
        let alone = |backend| {
            Common::ALL.map(|common| {
                let (all, _) = select(columns, common, backend, 1);
                fill(columns, &text, &all, backend)
            })
        };
        let (postgres, sqlite) = (alone(DbBackend::Postgres), alone(DbBackend::Sqlite));
        Self { columns, text, postgres, sqlite }
    }

    /// No rows yet.
    pub(crate) fn rows(&self, backend: DbBackend) -> Rows {
        Rows::new(self.columns, backend)
    }

    /// Its text for rows that have this in common, as a part of a longer one, its parameters
    /// numbered from `first` on; gives the number of the next. `only` stands behind the rows, as a
    /// condition on all of them.
    pub(crate) fn part(
        &self,
        backend: DbBackend,
        common: Common,
        first: &mut usize,
        only: &str,
    ) -> String {
        let (mut all, next) = select(self.columns, common, backend, *first);
        all.push_str(only);
        *first = next;
        fill(self.columns, &self.text, &all, backend)
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
        let backend = db.get_database_backend();
        let texts = if backend == DbBackend::Postgres { &self.postgres } else { &self.sqlite };
        let text = &texts[chunk.common(self.columns) as usize];
        let mut values = Vec::new();
        chunk.values(self.columns, backend, &mut values);
        Statement::from_sql_and_values(backend, text, values)
    }
}

fn fill(columns: &[Column], text: &str, rows: &str, backend: DbBackend) -> String {
    let names: Vec<_> = columns.iter().map(|column| column.0).collect();
    let mine = if backend == DbBackend::Postgres { MINE } else { "" };
    text.replace("{columns}", &names.join(", ")).replace("{rows}", rows).replace("{mine}", mine)
}

#[cfg(test)]
mod tests {
    use super::super::column::Changes::{Between, Often, Seldom};
    use super::super::column::Kind::{Big, Bytes, Int, Small, Text, Uuid};
    use super::super::rows::Cell;
    use super::*;
    use proptest::prelude::*;
    use sea_orm::Database;

    const COLUMNS: &[Column] = &[
        Column("id", Uuid, false, Often),
        Column("body", Bytes, false, Often),
        Column("project", Int, false, Between),
        Column("owed", Bytes, true, Between),
        Column("error", Text, true, Seldom),
        Column("state", Small, false, Seldom),
        Column("due_at", Big, true, Seldom),
        Column("by", Uuid, true, Seldom),
    ];

    type Row =
        (u128, Vec<u8>, i32, Option<Vec<u8>>, Option<String>, i16, Option<i64>, Option<u128>);

    /// Rows as an engine reads them.
    async fn read(rows: &[Row]) -> (Option<Common>, Vec<Row>) {
        let db = Database::connect("sqlite::memory:").await.expect("SQLite");
        let ordinal = "CREATE TABLE ordinal AS WITH RECURSIVE n (i) AS \
                       (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99) SELECT i FROM n";
        db.execute_unprepared(ordinal).await.expect("a table");
        let template = Template::new(COLUMNS, "{rows} ORDER BY i");
        let mut all = template.rows(DbBackend::Sqlite);
        for (id, body, project, owed, error, state, due_at, by) in rows {
            all.push(&[
                Cell::Uuid(uuid::Uuid::from_u128(*id)),
                Cell::Bytes(body),
                Cell::Number((*project).into()),
                Cell::Bytes(owed.as_deref().unwrap_or_default()),
                Cell::Text(error.as_deref().unwrap_or_default()),
                Cell::Number((*state).into()),
                due_at.map_or(Cell::Null, Cell::Number),
                by.map_or(Cell::Null, |by| Cell::Uuid(uuid::Uuid::from_u128(by))),
            ]);
        }
        let common = all.clone().into_chunk().map(|chunk| chunk.common(COLUMNS));
        let found = template.query(&db, all).await.expect("rows");
        let read = found.iter().map(|row| {
            let id: uuid::Uuid = row.try_get("", "id")?;
            let numbers = (row.try_get("", "project")?, row.try_get("", "state")?);
            let (owed, error) = (row.try_get("", "owed")?, row.try_get("", "error")?);
            let (body, due_at) = (row.try_get("", "body")?, row.try_get("", "due_at")?);
            let by: Option<uuid::Uuid> = row.try_get("", "by")?;
            let by = by.map(|by| by.as_u128());
            Ok::<_, DbErr>((id.as_u128(), body, numbers.0, owed, error, numbers.1, due_at, by))
        });
        (common, read.collect::<Result<_, _>>().expect("the same types"))
    }

    fn row() -> impl Strategy<Value = Row> {
        let bytes = || prop::collection::vec(any::<u8>(), 0..3);
        let owed = prop::option::of(prop::collection::vec(any::<u8>(), 1..3));
        (
            any::<u128>(),
            bytes(),
            0..2,
            owed,
            prop::option::of("[aé]{1,2}"),
            0_i16..2,
            any::<Option<i64>>(),
            prop::option::of(1_u128..3),
        )
    }

    proptest! {
        #[test]
        fn rows_arrive_as_they_were_pushed(
            first in row(),
            others in prop::collection::vec(row(), 0..6),
            same in 0..4_u8,
        ) {
            let mut rows = vec![first.clone()];
            for (nth, mut other) in others.into_iter().enumerate() {
                // The last one may be out of the ordinary where those before it are not.
                if same > 0 && (nth < 3 || same < 3) {
                    (other.4, other.5) = (first.4.clone(), first.5);
                    (other.6, other.7) = (first.6, first.7);
                }
                if same > 1 && (nth < 3 || same < 3) {
                    (other.2, other.3) = (first.2, first.3.clone());
                }
                rows.push(other);
            }
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let (common, read) = runtime.expect("a runtime").block_on(read(&rows));
            match same {
                1 => prop_assert_ne!(common, Some(Common::Nothing)),
                2 => prop_assert_eq!(common, Some(Common::Most)),
                _ => {}
            }
            prop_assert_eq!(read, rows);
        }
    }
}
