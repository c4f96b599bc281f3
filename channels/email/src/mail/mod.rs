//! A mail taken apart: its head, what people read in it, the reports it carries, and the head of
//! the message that it is about.

mod address;
pub(crate) mod automatic;
mod head;
mod parts;

pub(crate) use self::address::{address, addresses, typed};
pub(crate) use self::head::{Head, field};

use mail_parser::DateTime;
use std::borrow::Cow;
use time::OffsetDateTime;

/// Of a longer mail, the beginning is read, in bytes: reports stand before what they return.
pub const MOST_OF_A_MAIL: usize = 1 << 20;

/// A mail.
#[derive(Debug, Default)]
pub(crate) struct Mail {
    /// Its head.
    pub(crate) head: Head,
    /// What people read of it, the message that it may bring back aside.
    pub(crate) text: String,
    /// What machines read of it.
    pub(crate) reports: Vec<Report>,
    /// The message that it brings back, or what is left of it: head, empty line, body.
    pub(crate) returned: Option<String>,
}

/// A part of a mail that machines read.
#[derive(Debug)]
pub(crate) struct Report {
    /// The subtype of its media type, such as `delivery-status`, in lower case.
    pub(crate) kind: String,
    /// Its fields.
    pub(crate) text: String,
}

impl Mail {
    /// Takes a mail apart; none where it has no head. A line `From …` of a mail folder may stand
    /// before it.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = without_envelope(bytes);
        parts::read(&bytes[..bytes.len().min(MOST_OF_A_MAIL)])
    }

    /// The reports of that kind, or of its form for addresses beyond ASCII (RFC 6533).
    pub(crate) fn reports(&self, kind: &str) -> impl Iterator<Item = &str> {
        let of_kind =
            move |it: &&Report| it.kind.strip_prefix("global-").unwrap_or(&it.kind) == kind;
        self.reports.iter().filter(of_kind).map(|it| it.text.as_str())
    }

    /// The fields of a complaint (RFC 5965): its report, or what stands in its place in the text.
    pub(crate) fn complaint(&self) -> Option<Head> {
        if let Some(report) = self.reports("feedback-report").next() {
            return Some(Head::read(report.trim_start()));
        }
        let begins = |line: &str| line.to_ascii_lowercase().starts_with("feedback-type:");
        let mut lines = self.text.split_inclusive('\n').scan(0, |at, line| {
            let from = *at;
            *at += line.len();
            Some((from, line))
        });
        let (at, _) = lines.find(|(_, line)| begins(line))?;
        Some(Head::read(&self.text[at..]))
    }

    /// The address it is from.
    pub(crate) fn from(&self) -> Option<&str> {
        ["from", "reply-to", "sender", "return-path"]
            .iter()
            .find_map(|it| address(self.head.find(it)?))
    }
}

/// When a field says that something happened (RFC 5322, section 3.3, and its liberties).
pub(crate) fn time(value: &str) -> Option<OffsetDateTime> {
    let read = DateTime::parse_rfc822(value).filter(DateTime::is_valid)?;
    let at = OffsetDateTime::from_unix_timestamp(read.to_timestamp()).ok()?;
    (at > OffsetDateTime::UNIX_EPOCH).then_some(at)
}

fn without_envelope(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii_start();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !bytes.starts_with(b"From ") && !bytes.starts_with(b">From ") {
        return bytes;
    }
    let end = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |it| it + 1);
    &bytes[end..]
}

/// The beginning of a text that may be of any length, which nobody wants to keep.
pub(crate) fn clipped(text: &str) -> &str {
    const MOST: usize = 1_000;
    &text[..text.floor_char_boundary(MOST)]
}

/// A text whose bytes may be in any charset.
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_where_they_belong() {
        let mail = Mail::read(
            b"From nobody\nFrom: a@b.example\nContent-Type: multipart/report; boundary=x\n\n\
              --x\n\nHello\n--x\nContent-Type: message/delivery-status\n\nAction: failed\n\n\
              --x\nContent-Type: message/rfc822\n\nMessage-ID: <m@b>\nTo: c@d.example\n\nHi\n--x--\n",
        )
        .expect("a mail");
        assert_eq!(mail.text.trim(), "Hello");
        assert_eq!(mail.reports("delivery-status").collect::<Vec<_>>(), ["Action: failed\n"]);
        assert_eq!(mail.returned.as_deref(), Some("Message-ID: <m@b>\nTo: c@d.example\n\nHi"));
        assert_eq!(mail.from(), Some("a@b.example"));
    }
}
