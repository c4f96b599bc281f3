//! The forms of log files.

use axum::body::Bytes;
use csv::Writer;
use event::from_ms;
use serde_json::{Map, Value};
use store::EventRow;
use strum::{EnumIter, EnumString, IntoStaticStr};

/// A form, by the ending of its files.
#[derive(Clone, Copy, Debug, EnumIter, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Form {
    /// A line of JSON an event, as lists show them.
    Ndjson,
    /// A row an event.
    Csv,
}

/// The columns of a table before the last, which holds all other members as JSON.
const COLUMNS: [&str; 12] = [
    "id",
    "received_at",
    "occurred_at",
    "kind",
    "channel",
    "group",
    "provider",
    "source",
    "contact",
    "recipient",
    "message_id",
    "matched",
];

impl Form {
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }

    /// What stands before the first event.
    pub(super) fn head(self) -> Bytes {
        match self {
            Self::Ndjson => Bytes::new(),
            Self::Csv => (COLUMNS.join(",") + ",details\n").into(),
        }
    }

    /// Some events.
    pub(super) fn show(self, rows: &[EventRow]) -> Result<Bytes, axum::BoxError> {
        match self {
            Self::Ndjson => {
                let mut lines = Vec::new();
                for row in rows {
                    serde_json::to_writer(&mut lines, &flat(row)?)?;
                    lines.push(b'\n');
                }
                Ok(lines.into())
            }
            Self::Csv => {
                let mut writer = Writer::from_writer(Vec::new());
                for row in rows {
                    writer.write_record(cells(flat(row)?))?;
                }
                Ok(writer.into_inner()?.into())
            }
        }
    }
}

fn flat(row: &EventRow) -> Result<Map<String, Value>, serde_json::Error> {
    let mut flat = webhook::flat(&row.body, row.occurred_at.map(from_ms))?;
    flat.insert("matched".to_owned(), row.matched.into());
    Ok(flat)
}

fn cells(mut event: Map<String, Value>) -> Vec<String> {
    let mut cells: Vec<_> = COLUMNS
        .iter()
        .map(|name| match event.remove(*name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => defused(text),
            Some(other) => other.to_string(),
        })
        .collect();
    cells.push(if event.is_empty() { String::new() } else { Value::Object(event).to_string() });
    cells
}

/// A text that no program takes for a formula: what strangers wrote is opened in spreadsheets.
fn defused(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::{EventId, EventKind};

    fn row(contact: &str) -> EventRow {
        let body = serde_json::json!({
            "type": "sms.delivered",
            "timestamp": "2026-03-24T08:23:20.000Z",
            "data": {"id": "evt_1", "contact": contact, "metadata": {"order": "A,\"1\""}},
        });
        EventRow {
            id: EventId::first_at(0),
            kind: EventKind::from_number(0).expect("a kind"),
            contact: None,
            message_id: None,
            occurred_at: None,
            received_at: 0,
            matched: 2,
            body: body.to_string().into_bytes(),
        }
    }

    #[test]
    fn a_table_has_a_row_for_each_and_no_formulas() {
        for (contact, cell) in
            [("bob", "bob"), ("+1562", "'+1562"), ("=1+1", "'=1+1"), ("@a", "'@a")]
        {
            let table = [Form::Csv.head(), Form::Csv.show(&[row(contact)]).expect("rows")].concat();
            let mut reader = csv::Reader::from_reader(&table[..]);
            let row = reader.records().next().expect("a row").expect("as many cells as columns");
            assert_eq!(
                (&row[0], &row[3], &row[8], &row[11]),
                ("evt_1", "sms.delivered", cell, "2")
            );
            let details: Value = serde_json::from_str(&row[12]).expect("JSON");
            assert_eq!(details, serde_json::json!({"metadata": {"order": "A,\"1\""}}));
        }
    }

    #[test]
    fn lines_are_what_lists_show() {
        let lines = Form::Ndjson.show(&[row("bob"), row("+1562")]).expect("lines");
        let lines: Vec<Value> = lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("JSON"))
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1]["contact"], "+1562");
        assert_eq!(lines[0]["occurred_at"], Value::Null);
    }
}
