//! Columns: what they hold, and how that changes from row to row.

use super::rows::Cell;
use sea_orm::Value;
use sea_orm::sea_query::ArrayType;
use uuid::Uuid;

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

/// How its value changes from row to row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Changes {
    /// With every row, or so.
    Often,
    /// Where several sources or webhooks are at work.
    Between,
    /// Where something is out of the ordinary.
    Seldom,
}

/// A column's name, what it holds, whether it may be null, and how it changes.
#[derive(Debug)]
pub(crate) struct Column(pub &'static str, pub Kind, pub bool, pub Changes);

/// What rows have in common. The text of their statement depends on it and on nothing else, so that
/// there are few texts: an engine has to prepare each of them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Common {
    /// Nothing that counts.
    Nothing,
    /// The values that seldom change.
    Usual,
    /// All values but those that change often.
    Most,
}

impl Common {
    pub(crate) const ALL: [Self; 3] = [Self::Nothing, Self::Usual, Self::Most];

    /// Whether one value stands for those of all rows.
    pub(super) fn has(self, column: &Column) -> bool {
        match self {
            Self::Nothing => false,
            Self::Usual => column.3 == Changes::Seldom,
            Self::Most => column.3 != Changes::Often,
        }
    }
}

impl Column {
    /// A value that stands for those of all rows.
    pub(super) fn value(&self, cell: Cell<'_>) -> Value {
        let empty = match cell {
            Cell::Null | Cell::Text("") | Cell::Bytes([]) => true,
            Cell::Uuid(id) => id.is_nil(),
            _ => false,
        };
        if self.2 && empty { self.1.null() } else { self.1.value(cell) }
    }
}

impl Kind {
    /// The number itself, or the one that stands for null.
    pub(super) fn number(self, cell: Cell<'_>) -> i64 {
        match (cell, self) {
            (Cell::Number(number), _) => number,
            (_, Self::Small) => i16::MIN.into(),
            (_, Self::Int) => i32::MIN.into(),
            _ => i64::MIN,
        }
    }

    /// How many characters its longest number has.
    pub(super) const fn width(self) -> usize {
        match self {
            Self::Small => 6,
            Self::Int => 11,
            Self::Big | Self::Text | Self::Bytes => 20,
            Self::Uuid => 16,
        }
    }

    pub(super) fn value(self, cell: Cell<'_>) -> Value {
        match (self, cell) {
            (_, Cell::Uuid(uuid)) => uuid.into(),
            (Self::Uuid, _) => Uuid::nil().into(),
            (Self::Text, Cell::Text(text)) => text.into(),
            (Self::Text, _) => "".into(),
            (Self::Bytes, cell) => cell.bytes().to_vec().into(),
            (Self::Small, cell) => i16::try_from(self.number(cell)).unwrap_or(i16::MAX).into(),
            (Self::Int, cell) => i32::try_from(self.number(cell)).unwrap_or(i32::MAX).into(),
            (_, cell) => self.number(cell).into(),
        }
    }

    const fn null(self) -> Value {
        match self {
            Self::Small => Value::SmallInt(None),
            Self::Int => Value::Int(None),
            Self::Big => Value::BigInt(None),
            Self::Text => Value::String(None),
            Self::Bytes => Value::Bytes(None),
            Self::Uuid => Value::Uuid(None),
        }
    }

    pub(super) fn array(self) -> ArrayType {
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
    pub(super) const fn postgres(self) -> (&'static str, &'static str) {
        match self {
            Self::Small => ("smallint", "'-32768'::smallint"),
            Self::Int => ("integer", "'-2147483648'::integer"),
            Self::Big => ("bigint", "'-9223372036854775808'::bigint"),
            Self::Text => ("text", "''"),
            Self::Bytes => ("bytea", "''::bytea"),
            Self::Uuid => ("uuid", "'00000000-0000-0000-0000-000000000000'::uuid"),
        }
    }

    /// What stands for null in SQLite.
    pub(super) const fn sqlite_null(self) -> &'static str {
        match self {
            Self::Small => "-32768",
            Self::Int => "-2147483648",
            Self::Big => "(-9223372036854775807 - 1)",
            Self::Text => "''",
            Self::Bytes => "x''",
            Self::Uuid => "zeroblob(16)",
        }
    }
}
