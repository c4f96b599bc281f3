//! Many rows in one statement, whose text does not depend on how many.
//!
//! PostgreSQL takes one array a column. SQLite has no arrays: a column is one text of bytes there,
//! cut to pieces by `substr` along the numbers of the table `ordinal`. Either way a statement is
//! prepared once and a batch is a handful of parameters, which costs less than binding every value.

use sea_orm::sea_query::ArrayType;
use sea_orm::{DbBackend, Value};
use uuid::Uuid;

/// How many numbers the table `ordinal` has, and so how many rows a statement has at most.
pub(crate) const MOST: usize = 4096;

/// How many digits an offset into a column has.
const OFFSET: usize = 10;

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Small,
    Int,
    Big,
    Text,
    Bytes,
    Uuid,
}

/// A column's name, what it holds, and whether it may be null.
#[derive(Debug)]
pub(crate) struct Column(pub &'static str, pub Kind, pub bool);

/// A value of a row. In a column that may be null, an empty text and empty bytes are null.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    Number(i64),
    Null,
    Text(&'a str),
    Bytes(&'a [u8]),
    Uuid(Uuid),
}

/// Rows on their way into a statement.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    columns: &'static [Column],
    backend: DbBackend,
    chunks: Vec<Chunk>,
}

/// At most as many rows as one statement takes.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    rows: usize,
    columns: Vec<Packed>,
}

#[derive(Clone, Debug)]
enum Packed {
    /// Pieces of one length, one after the other.
    Even(Vec<u8>),
    /// Pieces of any length, and where each begins; at the end, where the last one ends.
    Uneven(Vec<u8>, Vec<u8>),
    Array(Vec<Value>),
}

impl Rows {
    pub(crate) fn new(columns: &'static [Column], backend: DbBackend) -> Self {
        Self { columns, backend, chunks: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.rows).sum()
    }

    /// Adds a row: a value a column, in order.
    pub(crate) fn push(&mut self, row: &[Cell<'_>]) {
        debug_assert_eq!(row.len(), self.columns.len());
        if self.chunks.last().is_none_or(|chunk| chunk.rows == MOST) {
            self.chunks.push(Chunk::new(self.columns, self.backend));
        }
        let Some(chunk) = self.chunks.last_mut() else { return };
        chunk.rows += 1;
        for ((cell, column), packed) in row.iter().zip(self.columns).zip(&mut chunk.columns) {
            packed.push(*cell, column.1);
        }
    }

    pub(crate) fn chunks(self) -> impl Iterator<Item = Chunk> {
        self.chunks.into_iter()
    }

    /// Whether one statement takes all of them.
    pub(crate) fn fit_one_chunk(&self) -> bool {
        self.chunks.len() <= 1
    }

    /// The first chunk, which is all where they fit one.
    pub(crate) fn into_chunk(self) -> Chunk {
        let first = self.chunks.into_iter().next();
        first.unwrap_or_else(|| Chunk::new(self.columns, self.backend))
    }
}

impl Chunk {
    fn new(columns: &'static [Column], backend: DbBackend) -> Self {
        let columns = columns.iter().map(|column| match (backend, column.1) {
            (DbBackend::Postgres, _) => Packed::Array(Vec::new()),
            (_, Kind::Text | Kind::Bytes) => {
                let mut offsets = Vec::new();
                number(&mut offsets, 0, OFFSET);
                Packed::Uneven(Vec::new(), offsets)
            }
            _ => Packed::Even(Vec::new()),
        });
        Self { rows: 0, columns: columns.collect() }
    }

    /// The parameters of the statement, in the order in which its text names them.
    pub(crate) fn values(self, columns: &'static [Column], values: &mut Vec<Value>) {
        if !matches!(self.columns.first(), Some(Packed::Array(_))) {
            values.push(i64::try_from(self.rows).unwrap_or(i64::MAX).into());
        }
        for (packed, column) in self.columns.into_iter().zip(columns) {
            match packed {
                Packed::Even(data) => values.push(data.into()),
                Packed::Uneven(mut data, offsets) => {
                    // Of no bytes at all SQLite's `substr` cuts null, not an empty piece.
                    if data.is_empty() {
                        data.push(0);
                    }
                    values.extend([data.into(), offsets.into()]);
                }
                Packed::Array(all) => {
                    values.push(Value::Array(column.1.array(), Some(Box::new(all))));
                }
            }
        }
    }
}

impl Packed {
    fn push(&mut self, cell: Cell<'_>, kind: Kind) {
        match self {
            Self::Array(all) => all.push(kind.value(cell)),
            Self::Even(data) => match cell {
                Cell::Uuid(uuid) => data.extend_from_slice(uuid.as_bytes()),
                cell => number(data, kind.number(cell), kind.width()),
            },
            Self::Uneven(data, offsets) => {
                data.extend_from_slice(cell.bytes());
                number(offsets, i64::try_from(data.len()).unwrap_or(i64::MAX), OFFSET);
            }
        }
    }
}

/// Writes a number with spaces behind it, so many characters in all.
pub(super) fn number(data: &mut Vec<u8>, number: i64, width: usize) {
    let before = data.len();
    data.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    data.resize(before + width, b' ');
}

impl Cell<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            _ => &[],
        }
    }
}

impl Kind {
    /// The number itself, or the one that stands for null.
    fn number(self, cell: Cell<'_>) -> i64 {
        match (cell, self) {
            (Cell::Number(number), _) => number,
            (_, Self::Small) => i16::MIN.into(),
            (_, Self::Int) => i32::MIN.into(),
            _ => i64::MIN,
        }
    }

    /// How many characters its longest number has.
    const fn width(self) -> usize {
        match self {
            Self::Small => 6,
            Self::Int => 11,
            Self::Big | Self::Text | Self::Bytes => 20,
            Self::Uuid => 16,
        }
    }

    fn value(self, cell: Cell<'_>) -> Value {
        match (self, cell) {
            (_, Cell::Uuid(uuid)) => uuid.into(),
            (Self::Text, Cell::Text(text)) => text.into(),
            (Self::Text, _) => "".into(),
            (Self::Bytes, cell) => cell.bytes().to_vec().into(),
            (Self::Small, cell) => i16::try_from(self.number(cell)).unwrap_or(i16::MAX).into(),
            (Self::Int, cell) => i32::try_from(self.number(cell)).unwrap_or(i32::MAX).into(),
            (_, cell) => self.number(cell).into(),
        }
    }

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

    /// The type's name in PostgreSQL, and what stands for null in its arrays.
    const fn postgres(self) -> (&'static str, &'static str) {
        match self {
            Self::Small => ("smallint", "'-32768'::smallint"),
            Self::Int => ("integer", "'-2147483648'::integer"),
            Self::Big => ("bigint", "'-9223372036854775808'::bigint"),
            Self::Text => ("text", "''"),
            Self::Bytes => ("bytea", "''::bytea"),
            Self::Uuid => ("uuid", "NULL"),
        }
    }

    /// What stands for null in SQLite.
    const fn sqlite_null(self) -> &'static str {
        match self {
            Self::Small => "-32768",
            Self::Int => "-2147483648",
            Self::Big => "(-9223372036854775807 - 1)",
            Self::Text => "''",
            Self::Bytes => "x''",
            Self::Uuid => "NULL",
        }
    }
}

/// The rows as PostgreSQL selects them, their parameters numbered from `first` on.
pub(super) fn postgres(columns: &[Column], first: usize) -> String {
    let shown = columns.iter().map(|Column(name, kind, nullable)| match nullable {
        true => format!("NULLIF(u.{name}, {}) AS {name}", kind.postgres().1),
        false => format!("u.{name}"),
    });
    let arrays = columns.iter().enumerate();
    let arrays = arrays.map(|(at, column)| format!("${}::{}[]", first + at, column.1.postgres().0));
    let names: Vec<_> = columns.iter().map(|column| column.0).collect();
    format!(
        "SELECT {} FROM UNNEST({}) AS u({})",
        shown.collect::<Vec<_>>().join(", "),
        arrays.collect::<Vec<_>>().join(", "),
        names.join(", ")
    )
}

/// The rows as SQLite selects them, their parameters numbered from `first` on.
pub(super) fn sqlite(columns: &[Column], first: usize) -> String {
    let mut next = first + 1;
    let mut shown = Vec::new();
    for Column(name, kind, nullable) in columns {
        let (piece, used) = piece(*kind, next);
        next += used;
        shown.push(match nullable {
            true => format!("NULLIF({piece}, {}) AS {name}", kind.sqlite_null()),
            false => format!("{piece} AS {name}"),
        });
    }
    format!("SELECT {} FROM ordinal WHERE i < ${first}", shown.join(", "))
}

/// How the piece of row `i` is cut out of its column; and how many parameters that takes.
fn piece(kind: Kind, at: usize) -> (String, usize) {
    let even = |width: usize| format!("substr(${at}, i * {width} + 1, {width})");
    let offset = |behind: usize| {
        format!("CAST(substr(${}, i * {OFFSET} + {}, {OFFSET}) AS INTEGER)", at + 1, 1 + behind)
    };
    let uneven = || {
        let (begin, end) = (offset(0), offset(OFFSET));
        format!("substr(${at}, {begin} + 1, {end} - {begin})")
    };
    match kind {
        Kind::Uuid => (even(16), 1),
        Kind::Bytes => (uneven(), 2),
        Kind::Text => (format!("CAST({} AS TEXT)", uneven()), 2),
        Kind::Small | Kind::Int | Kind::Big => {
            (format!("CAST({} AS INTEGER)", even(kind.width())), 1)
        }
    }
}

/// How many parameters the rows take.
pub(super) fn width(columns: &[Column], backend: DbBackend) -> usize {
    if backend == DbBackend::Postgres {
        return columns.len();
    }
    let uneven = columns.iter().filter(|column| matches!(column.1, Kind::Text | Kind::Bytes));
    1 + columns.len() + uneven.count()
}
