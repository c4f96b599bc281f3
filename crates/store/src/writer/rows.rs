//! Many rows in one statement, whose text does not depend on how many.
//!
//! PostgreSQL takes one array a column. SQLite has no arrays: a column is one text of bytes there,
//! cut to pieces by `substr` along the numbers of the table `ordinal`. What all rows have in common
//! is one parameter. Either way a statement is prepared once and a batch is a handful of parameters,
//! which costs less than binding every value.

use super::column::{Changes, Column, Common, Kind};
use sea_orm::{DbBackend, Value};
use uuid::Uuid;

/// How many numbers the table `ordinal` has, and so how many rows a statement has at most.
pub(crate) const MOST: usize = 4096;

/// How many digits an offset into a column has.
pub(super) const OFFSET: usize = 10;

/// A value of a row. In a column that may be null, an empty text, empty bytes and an id of zeros are
/// null.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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
    /// The same in all rows so far.
    Same(Own),
    /// Pieces of one length, one after the other.
    Even(Vec<u8>),
    /// Pieces of any length, and where each begins; at the end, where the last one ends.
    Uneven(Vec<u8>, Vec<u8>),
    Array(Vec<Value>),
}

/// A value that is kept.
#[derive(Clone, Debug)]
enum Own {
    Number(i64),
    Null,
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
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
            self.chunks.push(Chunk::new(self.columns, self.backend, row));
        }
        let Some(chunk) = self.chunks.last_mut() else { return };
        for ((cell, column), packed) in row.iter().zip(self.columns).zip(&mut chunk.columns) {
            if let Packed::Same(own) = packed
                && own.cell() != *cell
            {
                *packed = Packed::spread(own.cell(), chunk.rows, column.1, self.backend);
            }
            packed.push(*cell, column.1);
        }
        chunk.rows += 1;
    }

    pub(crate) fn chunks(self) -> impl Iterator<Item = Chunk> {
        self.chunks.into_iter()
    }

    /// Whether one statement takes all of them.
    pub(crate) fn fit_one_chunk(&self) -> bool {
        self.chunks.len() <= 1
    }

    /// The first chunk, which is all where they fit one; none where there are no rows.
    pub(crate) fn into_chunk(self) -> Option<Chunk> {
        self.chunks.into_iter().next()
    }
}

impl Chunk {
    /// No rows yet, for those that begin with this one.
    fn new(columns: &'static [Column], backend: DbBackend, first: &[Cell<'_>]) -> Self {
        let columns = columns.iter().zip(first).map(|(column, first)| match column.3 {
            Changes::Often => Packed::empty(column.1, backend),
            Changes::Between | Changes::Seldom => Packed::Same(first.own()),
        });
        Self { rows: 0, columns: columns.collect() }
    }

    /// What the rows have in common.
    pub(crate) fn common(&self, columns: &'static [Column]) -> Common {
        let holds = |common: &Common| {
            let all = self.columns.iter().zip(columns);
            let mut all = all.filter(|(_, column)| common.has(column));
            all.all(|(packed, _)| matches!(packed, Packed::Same(_)))
        };
        let found = Common::ALL.into_iter().rev().find(holds);
        found.unwrap_or(Common::Nothing)
    }

    /// The parameters of the statement, in the order in which its text names them.
    pub(crate) fn values(
        self,
        columns: &'static [Column],
        backend: DbBackend,
        values: &mut Vec<Value>,
    ) {
        let common = self.common(columns);
        if backend != DbBackend::Postgres {
            values.push(i64::try_from(self.rows).unwrap_or(i64::MAX).into());
        }
        for (packed, column) in self.columns.into_iter().zip(columns) {
            match packed {
                Packed::Same(own) if common.has(column) => values.push(column.value(own.cell())),
                Packed::Same(own) => {
                    Packed::spread(own.cell(), self.rows, column.1, backend).values(column, values);
                }
                packed => packed.values(column, values),
            }
        }
    }
}

impl Packed {
    fn empty(kind: Kind, backend: DbBackend) -> Self {
        match (backend, kind) {
            (DbBackend::Postgres, _) => Self::Array(Vec::new()),
            (_, Kind::Text | Kind::Bytes) => {
                let mut offsets = Vec::new();
                number(&mut offsets, 0, OFFSET);
                Self::Uneven(Vec::new(), offsets)
            }
            _ => Self::Even(Vec::new()),
        }
    }

    /// One value, so many times.
    fn spread(cell: Cell<'_>, rows: usize, kind: Kind, backend: DbBackend) -> Self {
        let mut packed = Self::empty(kind, backend);
        (0..rows).for_each(|_| packed.push(cell, kind));
        packed
    }

    fn push(&mut self, cell: Cell<'_>, kind: Kind) {
        match self {
            Self::Same(_) => {}
            Self::Array(all) => all.push(kind.value(cell)),
            Self::Even(data) => match cell {
                Cell::Uuid(uuid) => data.extend_from_slice(uuid.as_bytes()),
                _ if matches!(kind, Kind::Uuid) => data.extend_from_slice(Uuid::nil().as_bytes()),
                cell => number(data, kind.number(cell), kind.width()),
            },
            Self::Uneven(data, offsets) => {
                data.extend_from_slice(cell.bytes());
                number(offsets, i64::try_from(data.len()).unwrap_or(i64::MAX), OFFSET);
            }
        }
    }

    fn values(self, column: &Column, values: &mut Vec<Value>) {
        match self {
            Self::Same(own) => values.push(column.value(own.cell())),
            Self::Even(data) => values.push(data.into()),
            Self::Uneven(mut data, offsets) => {
                // Of no bytes at all SQLite's `substr` cuts null, not an empty piece.
                if data.is_empty() {
                    data.push(0);
                }
                values.extend([data.into(), offsets.into()]);
            }
            Self::Array(all) => {
                values.push(Value::Array(column.1.array(), Some(Box::new(all))));
            }
        }
    }
}

impl Own {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Number(number) => Cell::Number(*number),
            Self::Null => Cell::Null,
            Self::Text(text) => Cell::Text(text),
            Self::Bytes(bytes) => Cell::Bytes(bytes),
            Self::Uuid(uuid) => Cell::Uuid(*uuid),
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
    fn own(self) -> Own {
        match self {
            Self::Number(number) => Own::Number(number),
            Self::Null => Own::Null,
            Self::Text(text) => Own::Text(text.to_owned()),
            Self::Bytes(bytes) => Own::Bytes(bytes.to_owned()),
            Self::Uuid(uuid) => Own::Uuid(uuid),
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            _ => &[],
        }
    }
}
