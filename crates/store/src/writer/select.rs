//! How an engine is told to make rows of parameters.

use super::column::{Column, Common, Kind};
use super::rows::OFFSET;
use sea_orm::DbBackend;

/// The rows as an engine selects them, their parameters numbered from `first` on; gives the number
/// of the next parameter.
pub(super) fn select(
    columns: &[Column],
    common: Common,
    backend: DbBackend,
    first: usize,
) -> (String, usize) {
    match backend {
        DbBackend::Postgres => postgres(columns, common, first),
        _ => sqlite(columns, common, first),
    }
}

fn postgres(columns: &[Column], common: Common, first: usize) -> (String, usize) {
    let (mut shown, mut arrays, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (at, column @ Column(name, kind, nullable, _)) in (first..).zip(columns) {
        let (of_type, null) = kind.postgres();
        if common.has(column) {
            shown.push(format!("${at}::{of_type} AS {name}"));
            continue;
        }
        arrays.push(format!("${at}::{of_type}[]"));
        names.push(*name);
        shown.push(match nullable {
            true => format!("NULLIF(u.{name}, {null}) AS {name}"),
            false => format!("u.{name}"),
        });
    }
    let (shown, arrays, names) = (shown.join(", "), arrays.join(", "), names.join(", "));
    (format!("SELECT {shown} FROM UNNEST({arrays}) AS u({names})"), first + columns.len())
}

fn sqlite(columns: &[Column], common: Common, first: usize) -> (String, usize) {
    let mut next = first + 1;
    let mut shown = Vec::new();
    for column @ Column(name, kind, nullable, _) in columns {
        let is_common = common.has(column);
        let (piece, used) = if is_common { (format!("${next}"), 1) } else { piece(*kind, next) };
        next += used;
        shown.push(match nullable {
            true if !is_common => format!("NULLIF({piece}, {}) AS {name}", kind.sqlite_null()),
            _ => format!("{piece} AS {name}"),
        });
    }
    (format!("SELECT {} FROM ordinal WHERE i < ${first}", shown.join(", ")), next)
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
