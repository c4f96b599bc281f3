//! Callbacks on file: a request line with the absolute URL, header lines, an empty line, the body.

use crate::Callback;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// A file that holds no callback; says why.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a recorded request: {0}")]
pub struct NotARecording(pub String);

impl Callback {
    /// Reads a recording. Lines end in LF or CRLF; the body is what follows the first empty line,
    /// byte for byte. The `Date` header is the clock.
    ///
    /// # Errors
    ///
    /// [`NotARecording`] when a line is not of its form or the date is missing.
    pub fn from_recording(file: &[u8]) -> Result<Self, NotARecording> {
        let (head, body) = split(file).ok_or_else(|| wrong("no empty line after the headers"))?;
        let head = std::str::from_utf8(head).map_err(|_| wrong("headers are not UTF-8"))?;
        let mut lines = head.lines();
        let (method, url) = request_line(lines.next().unwrap_or_default())?;
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) =
                header_line(line).ok_or_else(|| wrong(&format!("header line `{line}`")))?;
            headers.append(name, value);
        }
        let date = headers.get("date").and_then(|date| date.to_str().ok());
        let date = date.ok_or_else(|| wrong("no Date header to take the clock from"))?;
        // RFC 2822 knows the zone GMT, and so covers the dates of HTTP.
        let received_at =
            OffsetDateTime::parse(date, &Rfc2822).map_err(|_| wrong(&format!("date `{date}`")))?;
        Ok(Self { method, url, headers, body: Bytes::copy_from_slice(body), received_at })
    }
}

fn wrong(what: &str) -> NotARecording {
    NotARecording(what.to_owned())
}

fn split(file: &[u8]) -> Option<(&[u8], &[u8])> {
    let ends = |blank: &[u8]| {
        let at = file.windows(blank.len()).position(|window| window == blank)?;
        Some((at, at + blank.len()))
    };
    let (head, body) = match (ends(b"\n\n"), ends(b"\r\n\r\n")) {
        (Some(lf), Some(crlf)) => lf.min(crlf),
        (lf, crlf) => lf.or(crlf)?,
    };
    Some((&file[..head], &file[body..]))
}

fn request_line(line: &str) -> Result<(Method, String), NotARecording> {
    let mut words = line.split(' ');
    let method = words.next().and_then(|method| method.parse().ok());
    match (method, words.next()) {
        (Some(method), Some(url)) if url.contains("://") => Ok((method, url.to_owned())),
        _ => Err(wrong(&format!("request line `{line}`"))),
    }
}

fn header_line(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    Some((name.parse().ok()?, HeaderValue::from_str(value.trim()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_kept_byte_for_byte() {
        let file =
            b"POST https://h.example/in/x?a=1 HTTP/1.1\nDate: Sat, 20 Jun 2026 12:00:00 GMT\n\
                     Content-Type: text/plain; charset=x\n\na\r\n\r\nb\r\n";
        let callback = Callback::from_recording(file).expect("a recording");
        assert_eq!(&callback.body[..], b"a\r\n\r\nb\r\n");
        assert_eq!(callback.query(), "a=1");
        assert!(callback.is("TEXT/plain"));
        assert_eq!(callback.received_at.unix_timestamp(), 1_781_956_800);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (file, what) in [
            ("POST /in/x HTTP/1.1\nDate: x\n\n", "request line"),
            ("POST https://h.example/ HTTP/1.1\n\n", "no Date header"),
            ("POST https://h.example/ HTTP/1.1\nDate: tomorrow\n\n", "date `tomorrow`"),
            ("POST https://h.example/ HTTP/1.1\nDate\n\n", "header line `Date`"),
            ("POST https://h.example/ HTTP/1.1\nDate: x", "no empty line"),
        ] {
            let error = Callback::from_recording(file.as_bytes()).expect_err(what);
            assert!(error.to_string().contains(what), "{error}");
        }
    }
}
