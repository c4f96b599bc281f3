//! When an endpoint asks to be called again.

use std::time::{Duration, SystemTime};

/// What a `Retry-After` header asks for (RFC 9110, section 10.2.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RetryAfter {
    /// That many seconds from now.
    Seconds(u64),
    /// Not before that time.
    At(SystemTime),
}

impl RetryAfter {
    /// Reads the header's value; none where nothing in it can be understood. A number that is too
    /// large for its type stays large.
    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let text = str::from_utf8(value).ok()?.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Seconds(text.parse().unwrap_or(u64::MAX)));
        }
        httpdate::parse_http_date(text).ok().map(Self::At)
    }

    /// How long that is from a point in time: zero where it has passed.
    #[must_use]
    pub fn wait(self, now: SystemTime) -> Duration {
        match self {
            Self::Seconds(seconds) => Duration::from_secs(seconds),
            Self::At(at) => at.duration_since(now).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_is_one_and_none_that_is_not() {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (text, wanted) in [
            (&b"0"[..], Some(RetryAfter::Seconds(0))),
            (b"120", Some(RetryAfter::Seconds(120))),
            (b" 7 ", Some(RetryAfter::Seconds(7))),
            (b"000120", Some(RetryAfter::Seconds(120))),
            (b"18446744073709551616", Some(RetryAfter::Seconds(u64::MAX))),
            (b"Sun, 06 Nov 1994 08:49:37 GMT", Some(RetryAfter::At(at))),
            (b"Sunday, 06-Nov-94 08:49:37 GMT", Some(RetryAfter::At(at))),
            (b"Sun Nov  6 08:49:37 1994", Some(RetryAfter::At(at))),
            (b"", None),
            (b"-1", None),
            (b"+1", None),
            (b"1.5", None),
            (b"1e3", None),
            (b"120 s", None),
            (b"soon", None),
            (b"Sun, 31 Feb 1994 08:49:37 GMT", None),
            (b"\xd9\xa1", None),
        ] {
            assert_eq!(RetryAfter::read(text), wanted, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn what_has_passed_is_no_wait() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        let at = |seconds| RetryAfter::At(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(1_090).wait(now), Duration::from_secs(90));
        assert_eq!(at(910).wait(now), Duration::ZERO);
        assert_eq!(RetryAfter::Seconds(90).wait(now), Duration::from_secs(90));
    }
}
