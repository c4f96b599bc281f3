//! Statements over many rows, with a text that does not depend on how many.
//!
//! PostgreSQL takes one array a column, SQLite a list of rows in a few fixed lengths: both keep
//! the number of prepared statements small.

use sea_orm::sea_query::ArrayType;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use std::fmt::Write as _;

/// How many rows a statement for SQLite has.
const LENGTHS: [usize; 4] = [64, 16, 4, 1];

/// What a column holds.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Small,
    Int,
    Big,
    Text,
    Bytes,
    Uuid,
}

/// A column's name, what it holds, and whether it may be null.
pub(crate) struct Column(pub &'static str, pub Kind, pub bool);

/// A statement over many rows: `{rows}` in its text stands for them.
pub(crate) struct Template {
    columns: &'static [Column],
    postgres: String,
    sqlite: Vec<String>,
}

impl Template {
    /// A statement in which `{rows}` stands for the rows and `{columns}` for their names.
    pub(crate) fn new(columns: &'static [Column], text: &str) -> Self {
        let names: Vec<_> = columns.iter().map(|column| column.0).collect();
        let text = text.replace("{columns}", &names.join(", "));
        let sqlite = LENGTHS.iter().map(|&rows| text.replace("{rows}", &values(columns, rows)));
        let postgres = text.replace("{rows}", &arrays(columns));
        Self { columns, sqlite: sqlite.collect(), postgres }
    }

    /// Runs it over rows that lie one after the other; gives how many rows were changed.
    pub(crate) async fn execute(
        &self,
        db: &impl ConnectionTrait,
        rows: Vec<Value>,
    ) -> Result<u64, DbErr> {
        let mut changed = 0;
        for statement in self.statements(db.get_database_backend(), rows) {
            changed += db.execute_raw(statement).await?.rows_affected();
        }
        Ok(changed)
    }

    /// Runs it over rows that lie one after the other; gives what it finds.
    pub(crate) async fn query(
        &self,
        db: &impl ConnectionTrait,
        rows: Vec<Value>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let mut found = Vec::new();
        for statement in self.statements(db.get_database_backend(), rows) {
            found.extend(db.query_all_raw(statement).await?);
        }
        Ok(found)
    }

    fn statements(&self, backend: DbBackend, rows: Vec<Value>) -> Vec<Statement> {
        if rows.is_empty() {
            return Vec::new();
        }
        if backend == DbBackend::Postgres {
            let columns = self.by_column(rows);
            return vec![Statement::from_sql_and_values(backend, &self.postgres, columns)];
        }
        let width = self.columns.len();
        let mut left = rows.len() / width;
        let mut rows = rows.into_iter();
        let mut statements = Vec::new();
        for (text, length) in self.sqlite.iter().zip(LENGTHS) {
            while left >= length {
                let some: Vec<_> = rows.by_ref().take(length * width).collect();
                statements.push(Statement::from_sql_and_values(backend, text, some));
                left -= length;
            }
        }
        statements
    }

    /// One array a column. Arrays of the driver have no nulls, so that a value nothing else has
    /// stands for null, and the statement turns it back.
    fn by_column(&self, rows: Vec<Value>) -> Vec<Value> {
        let width = self.columns.len();
        let mut columns: Vec<Vec<Value>> =
            self.columns.iter().map(|_| Vec::with_capacity(rows.len() / width)).collect();
        for (place, value) in rows.into_iter().enumerate() {
            let column = place % width;
            columns[column].push(without_null(value));
        }
        let kinds = self.columns.iter().map(|column| column.1.array());
        let arrays = kinds.zip(columns);
        arrays.map(|(kind, values)| Value::Array(kind, Some(Box::new(values)))).collect()
    }
}

impl Kind {
    fn array(self) -> ArrayType {
        match self {
            Self::Small => ArrayType::SmallInt,
            Self::Int => ArrayType::Int,
            Self::Big => ArrayType::BigInt,
            Self::Text => ArrayType::String,
            Self::Bytes => ArrayType::Bytes,
            Self::Uuid => ArrayType::Uuid,
        }
    }

    /// The type's name, and the value that stands for null in an array of it.
    const fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::Small => ("smallint", "'-32768'::smallint"),
            Self::Int => ("integer", "'-2147483648'::integer"),
            Self::Big => ("bigint", "'-9223372036854775808'::bigint"),
            Self::Text => ("text", "''"),
            Self::Bytes => ("bytea", "''::bytea"),
            Self::Uuid => ("uuid", "'00000000-0000-0000-0000-000000000000'::uuid"),
        }
    }
}

fn without_null(value: Value) -> Value {
    match value {
        Value::SmallInt(None) => Value::SmallInt(Some(i16::MIN)),
        Value::Int(None) => Value::Int(Some(i32::MIN)),
        Value::BigInt(None) => Value::BigInt(Some(i64::MIN)),
        Value::String(None) => Value::String(Some(String::new())),
        Value::Bytes(None) => Value::Bytes(Some(Vec::new())),
        value => value,
    }
}

fn values(columns: &[Column], rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    format!("VALUES {}", vec![row; rows].join(", "))
}

fn arrays(columns: &[Column]) -> String {
    let mut text = "SELECT ".to_owned();
    let parted = |place: usize| if place == 0 { "" } else { ", " };
    for (place, Column(name, kind, nullable)) in columns.iter().enumerate() {
        let part = if *nullable {
            format!("NULLIF(u.{name}, {})", kind.sql().1)
        } else {
            format!("u.{name}")
        };
        _ = write!(text, "{}{part}", parted(place));
    }
    text.push_str(" FROM UNNEST(");
    for (place, Column(_, kind, _)) in columns.iter().enumerate() {
        _ = write!(text, "{}${}::{}[]", parted(place), place + 1, kind.sql().0);
    }
    let names: Vec<_> = columns.iter().map(|column| column.0).collect();
    _ = write!(text, ") AS u({})", names.join(", "));
    text
}
