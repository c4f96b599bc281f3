//! What commands print.

use crate::observe::escaped;
use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;
use std::io::{self, Write};

/// The form of what is printed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(super) enum Output {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
}

/// How to print data.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct How {
    /// The form of what is printed
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    pub output: Output,
}

impl How {
    /// Prints rows under their headings, or the value that they were made of.
    pub(super) fn print<const N: usize>(
        self,
        value: &impl Serialize,
        headings: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Result<()> {
        match self.output {
            Output::Json => json(value),
            Output::Table => say(&table(headings, rows)),
        }
    }

    /// Prints a sentence, or the value that it is about.
    pub(super) fn print_line(self, value: &impl Serialize, line: &str) -> Result<()> {
        match self.output {
            Output::Json => json(value),
            Output::Table => say(&format!("{line}\n")),
        }
    }
}

/// Prints a value as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<()> {
    say(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Prints a text. A reader who has gone away is an error, not a panic.
pub(super) fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

fn table<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut lines = vec![headings.map(ToOwned::to_owned)];
    lines.extend(rows.into_iter().map(|row| row.map(|cell| escaped(&cell).into_owned())));
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let rows = [["a".to_owned(), "é\nf".to_owned()], ["bcd".to_owned(), String::new()]];
        assert_eq!(table(["X", "Y"], rows), "X    Y\na    é\\u000af\nbcd\n");
    }
}
