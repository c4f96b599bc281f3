//! Where in a notice the message begins that it returns.

use super::wording::RETURNED;
use crate::mail::field;

/// The notice, without the message that it returns.
pub(super) fn notice(text: &str) -> &str {
    split(text).map_or(text, |(notice, _)| notice)
}

/// The message that a notice returns.
pub(crate) fn returned(text: &str) -> Option<&str> {
    split(text).map(|(_, returned)| returned)
}

fn split(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let rest = &text[at..];
        if is_marker(line) {
            let after = &rest[line.len()..];
            return Some((&text[..at], after.trim_start_matches(['\r', '\n', ' ', '\t', '>'])));
        }
        if is_head(rest) {
            return Some((&text[..at], rest));
        }
        at += line.len();
    }
    None
}

/// A line that says that the message follows, and nothing else.
fn is_marker(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    let words = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if words.len() > 120 {
        return false;
    }
    let ruled = lower.starts_with(['-', '=', '*', '_', '#', '+']);
    RETURNED.iter().any(|(phrase, alone)| {
        let begins = words.starts_with(phrase);
        begins && (ruled || words.len() == phrase.len() || !alone)
    })
}

/// Fields that servers on the way put before a message: no notice quotes them but as the head of
/// what it returns.
const OF_SERVERS: [&str; 7] = [
    "received",
    "return-path",
    "dkim-signature",
    "mime-version",
    "x-originating-ip",
    "delivered-to",
    "x-mailer",
];

/// Whether a head begins here: three fields in a row, or more, and among the first ones those of
/// servers on the way.
fn is_head(text: &str) -> bool {
    let mut fields = 0;
    let mut of_servers = false;
    for line in text.lines().take(12) {
        let line = line.strip_prefix("> ").unwrap_or(line);
        if line.starts_with([' ', '\t']) && fields > 0 {
            continue;
        }
        let Some((name, _)) = field(line).filter(|_| !line.starts_with([' ', '\t'])) else { break };
        fields += 1;
        of_servers |= OF_SERVERS.contains(&name.to_ascii_lowercase().as_str());
    }
    let names = ["received", "return-path", "message-id", "from", "date", "subject", "to", "x-"];
    let first = text.get(..16).unwrap_or(text).to_ascii_lowercase();
    of_servers && fields >= 3 && (names.iter().any(|it| first.starts_with(it)) || fields >= 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_returned_is_cut_off() {
        for (text, kept, cut) in [
            (
                "Gone\n\n--- Below this line is a copy of the message.\n\nA: b\n",
                "Gone\n\n",
                Some("A: b\n"),
            ),
            (
                "Gone\n------ This is a copy of the message, including all the headers. ------\nA: b",
                "Gone\n",
                Some("A: b"),
            ),
            ("Gone\nOriginal message follows.\nA: b", "Gone\n", Some("A: b")),
            (
                "Gone\n\nReceived: from a\n\tby b\nFrom: c\nTo: d\n\nHi",
                "Gone\n\n",
                Some("Received: from a\n\tby b\nFrom: c\nTo: d\n\nHi"),
            ),
            (
                "The original message was received at noon\nTo: a\nSubject: b\nGone",
                "The original message was received at noon\nTo: a\nSubject: b\nGone",
                None,
            ),
            ("", "", None),
        ] {
            assert_eq!((notice(text), returned(text)), (kept, cut), "{text}");
        }
    }
}
