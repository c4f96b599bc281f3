//! From CSV to rows.

use super::row::{Cells, Row};
use crate::api::contacts::table::Column;
use crate::api::input::{Faults, unknown};
use crate::problem::Problem;
use csv::{ErrorKind, ReaderBuilder, StringRecord};

/// How many rows one request imports at most.
const MOST: usize = 100_000;

/// Nobody reads a list of mistakes that is longer.
const MOST_FAULTS: usize = 50;

/// What programs for tables write in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a table that was sent at that time, in milliseconds since 1970.
pub(super) fn read(body: &[u8], now: i64, events: bool) -> Result<Vec<Row>, Problem> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    let mut reader = ReaderBuilder::new().from_reader(body);
    let mut faults = Faults::default();
    let columns = match reader.headers() {
        Ok(names) => columns(names, &mut faults),
        Err(error) => {
            fault(&error, &mut faults);
            Vec::new()
        }
    };
    faults.none()?;
    let mut faults = Faults::default();
    let (mut rows, mut last) = (Vec::new(), 1);
    for record in reader.records() {
        match record {
            Ok(record) => {
                last = record.position().map_or(last, csv::Position::line);
                rows.extend(row(&columns, &record, (now, events), &mut faults));
            }
            Err(error) => fault(&error, &mut faults),
        }
        if rows.len() > MOST {
            faults.add("", format!("must be {MOST} rows at most"));
        }
        if faults.count() >= MOST_FAULTS || rows.len() > MOST {
            break;
        }
    }
    if is_open(body) {
        faults.add(&format!("/{last}"), "has a quote that is not closed");
    }
    faults.or(Some(rows))
}

/// Whether a quoted cell has no end: all that follows would be taken for a part of it.
fn is_open(body: &[u8]) -> bool {
    body.iter().fold(false, |is_open, byte| is_open ^ (*byte == b'"'))
}

fn columns(names: &StringRecord, faults: &mut Faults) -> Vec<Column> {
    let mut columns = Vec::new();
    for name in names {
        let column = Column::named(name.trim());
        match column {
            Some(column) if columns.contains(&column) => {
                faults.add(&format!("/1/{name}"), "stands there more than once");
            }
            Some(column) => columns.push(column),
            None => {
                let known: Vec<_> = Column::fixed().map(|column| column.name()).collect();
                let detail = unknown("column", name, known.iter().map(String::as_str));
                faults.add(&format!("/1/{name}"), detail);
            }
        }
    }
    for needed in [Column::Channel, Column::Address] {
        if !columns.contains(&needed) {
            faults.add(&format!("/1/{}", needed.name()), "is required");
        }
    }
    columns
}

fn row(
    columns: &[Column],
    record: &StringRecord,
    (now, events): (i64, bool),
    faults: &mut Faults,
) -> Option<Row> {
    let line = record.position().map_or(0, csv::Position::line);
    let mut part = Faults::within(format!("/{line}"));
    let cells = columns.iter().zip(record.iter().map(str::trim));
    let cells = Cells(cells.filter(|(_, cell)| !cell.is_empty()).collect());
    let row = Row::read(&cells, now, events, &mut part);
    let right = part.count() == 0;
    faults.append(part);
    row.filter(|_| right)
}

/// What is wrong with the table itself.
fn fault(error: &csv::Error, faults: &mut Faults) {
    let line = error.position().map_or(1, csv::Position::line);
    let detail = match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("has {len} cells where the first line has {expected_len}")
        }
        ErrorKind::Utf8 { .. } => "is no UTF-8".to_owned(),
        _ => error.to_string(),
    };
    faults.add(&format!("/{line}"), detail);
}
