//! The parts of a mail (RFC 2045 and 2046), each where it belongs.

use super::{Head, Mail, Report, lossy};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, HeaderValue};
use std::borrow::Cow;

/// How deep parts may nest: what lies deeper is read as one text.
const DEEPEST: usize = 8;

/// How many parts are read.
const MOST: usize = 100;

/// A part that has no parts.
struct Part<'a> {
    head: Head,
    body: &'a [u8],
}

/// Sorts the parts of a mail into it, and says whether it has a head at all.
pub(super) fn read(bytes: &[u8]) -> Option<Mail> {
    let (head, body) = split(bytes);
    head.fields().next()?;
    let mut parts = Vec::new();
    take_apart(head.clone(), body, 0, &mut parts);
    let mut mail = Mail { head, ..Mail::default() };
    let mut pages = String::new();
    for part in &parts {
        part.sort(&mut mail, &mut pages);
    }
    // What was written for people twice is read once, and as pages only where they say more.
    if !mail.text.contains('@') {
        append(&mut mail.text, &pages);
    }
    Some(mail)
}

/// Head and body, parted by the first empty line.
fn split(bytes: &[u8]) -> (Head, &[u8]) {
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        at += line.len();
        if line.trim_ascii().is_empty() {
            let before = at - line.len();
            return (Head::read(&lossy(&bytes[..before])), &bytes[at..]);
        }
    }
    (Head::read(&lossy(bytes)), &[])
}

fn take_apart<'a>(head: Head, body: &'a [u8], depth: usize, parts: &mut Vec<Part<'a>>) {
    if parts.len() >= MOST {
        return;
    }
    let media_type = media_type(&head);
    let multipart = media_type.as_ref().is_some_and(|it| it.ctype() == "multipart");
    let pieces = media_type.filter(|_| multipart && depth < DEEPEST).and_then(|it| {
        let pieces = pieces(body, it.attribute("boundary")?);
        Some(pieces).filter(|it| !it.is_empty())
    });
    match pieces {
        Some(pieces) => {
            for piece in pieces {
                let (head, body) = split(piece);
                take_apart(head, body, depth + 1, parts);
            }
        }
        None => parts.push(Part { head, body }),
    }
}

/// What stands between the lines of a boundary; the last piece may lack its end.
fn pieces<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let rest = line.strip_prefix(b"--").and_then(|it| it.strip_prefix(boundary.as_bytes()));
        let rest = rest.map(<[u8]>::trim_ascii).filter(|it| it.is_empty() || *it == b"--");
        if let Some(rest) = rest {
            pieces.extend(start.map(|start| without_end_of_line(&body[start..at])));
            start = rest.is_empty().then_some(at + line.len());
        }
        at += line.len();
    }
    pieces.extend(start.map(|start| &body[start..]));
    pieces
}

/// The end of the line before a boundary belongs to the boundary.
fn without_end_of_line(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

fn media_type(head: &Head) -> Option<ContentType<'static>> {
    let line = format!("{}\r\n", head.find("content-type")?);
    match MessageStream::new(line.as_bytes()).parse_content_type().into_owned() {
        HeaderValue::ContentType(media_type) => Some(media_type),
        _ => None,
    }
}

impl Part<'_> {
    fn sort(&self, mail: &mut Mail, pages: &mut String) {
        let media_type = media_type(&self.head);
        let kind = media_type.as_ref().map_or("text", |it| it.ctype());
        let subtype = media_type.as_ref().and_then(|it| it.subtype()).unwrap_or_default();
        match (kind, subtype) {
            (_, "rfc822-headers" | "global-headers" | "rfc822-header" | "rfc822" | "global") => {
                let raw = self.decoded();
                mail.returned.get_or_insert_with(|| lossy(&raw).trim_start().to_owned());
            }
            (
                _,
                "delivery-status"
                | "global-delivery-status"
                | "feedback-report"
                | "disposition-notification"
                | "global-disposition-notification",
            ) => {
                let text = lossy(&self.decoded()).into_owned();
                mail.reports.push(Report { kind: subtype.to_owned(), text });
            }
            ("text", "html") => append(pages, &html_to_text(&self.text(media_type.as_ref()))),
            ("image" | "audio" | "video" | "application" | "font", _) => {}
            _ => append(&mut mail.text, &self.text(media_type.as_ref())),
        }
    }

    fn decoded(&self) -> Cow<'_, [u8]> {
        let encoding = self.head.find("content-transfer-encoding").unwrap_or_default();
        let decoded = match encoding.trim().to_ascii_lowercase().as_str() {
            "base64" => base64_decode(self.body),
            "quoted-printable" => quoted_printable_decode(self.body),
            _ => None,
        };
        decoded.map_or(Cow::Borrowed(self.body), Cow::Owned)
    }

    fn text(&self, media_type: Option<&ContentType<'_>>) -> String {
        let bytes = self.decoded();
        let charset = media_type.and_then(|it| it.attribute("charset"));
        let decode = charset.and_then(|it| charset_decoder(it.as_bytes()));
        decode.map_or_else(|| lossy(&bytes).into_owned(), |decode| decode(&bytes))
    }
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}
