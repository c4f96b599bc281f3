//! Lines that stay lines.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes a report as one line, whatever is in its fields: what would break the line, or move the
/// cursor of a terminal, is written as JSON escapes it.
pub(super) struct Lines<W>(pub(super) W);

impl<W: Write> Write for Lines<W> {
    /// A report comes whole, with the line break that ends it.
    fn write(&mut self, report: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(report);
        let line = text.strip_suffix('\n').unwrap_or(&text);
        self.0.write_all(escaped(line).as_bytes())?;
        if line.len() < text.len() {
            self.0.write_all(b"\n")?;
        }
        Ok(report.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The text without what would break its line.
pub(crate) fn escaped(line: &str) -> Cow<'_, str> {
    if !line.contains(breaks) {
        return Cow::Borrowed(line);
    }
    let mut escaped = String::with_capacity(line.len() + 16);
    for it in line.chars() {
        if breaks(it) {
            // Writing to a string cannot fail.
            _ = write!(escaped, "\\u{:04x}", u32::from(it));
        } else {
            escaped.push(it);
        }
    }
    Cow::Owned(escaped)
}

/// Control characters, the two separators that some readers take for line breaks, and marks that
/// turn the direction of writing.
fn breaks(it: char) -> bool {
    it.is_control() || matches!(it, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(report: &str) -> String {
        let mut lines = Lines(Vec::new());
        lines.write_all(report.as_bytes()).expect("memory");
        String::from_utf8(lines.0).expect("text")
    }

    #[test]
    fn a_field_cannot_begin_a_line() {
        assert_eq!(written("a\r\nb\u{1b}[2J\u{2028}é\n"), "a\\u000d\\u000ab\\u001b[2J\\u2028é\n");
        assert_eq!(written("as it is\n"), "as it is\n");
    }

    proptest! {
        #[test]
        fn a_report_is_a_line(text in "\\PC*|(?s).*") {
            let line = written(&format!("{text}\n"));
            prop_assert_eq!(line.lines().count().max(1), 1);
            prop_assert!(!line.trim_end_matches('\n').contains(char::is_control));
        }

        #[test]
        fn json_stays_the_same_json(text in "(?s).*") {
            let report = serde_json::json!({ "a": text }).to_string();
            let line = written(&format!("{report}\n"));
            prop_assert_eq!(
                serde_json::from_str::<serde_json::Value>(&line).ok(),
                serde_json::from_str(&report).ok()
            );
        }
    }
}
