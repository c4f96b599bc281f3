//! Whether a callback that was kept mentions an address.

/// The ways in which an address is written in requests, in lower case.
#[derive(Debug)]
pub(super) struct Mentions {
    written: Vec<Vec<u8>>,
}

impl Mentions {
    /// Those of an address in canonical form.
    pub(super) fn of(address: &str) -> Self {
        let plain = address.to_lowercase();
        let mut written = vec![plain.replace('@', "%40").replace('+', "%2b").into_bytes()];
        // Numbers come with and without the sign in front.
        written.push(plain.strip_prefix('+').unwrap_or(&plain).as_bytes().to_owned());
        written.push(plain.into_bytes());
        Self { written }
    }

    /// Whether one of them is in there, and not as a part of a longer word.
    pub(super) fn are_in(&self, bytes: &[u8]) -> bool {
        let bytes = bytes.to_ascii_lowercase();
        self.written.iter().any(|word| {
            let found = bytes.windows(word.len()).enumerate().filter(|(_, it)| it == word);
            let mut places = found.map(|(at, _)| (at, at + word.len()));
            places.any(|(begin, end)| begins(&bytes[..begin]) && !joins(bytes.get(end)))
        })
    }
}

/// Whether a word begins behind those bytes: what is escaped there is no letter.
fn begins(before: &[u8]) -> bool {
    let escape = |length: usize, sign: &[u8]| {
        before.len().checked_sub(length).is_some_and(|at| before[at..].starts_with(sign))
    };
    !joins(before.last()) || escape(3, b"%") || escape(2, b"\\") || escape(6, b"\\u")
}

/// Whether a letter or a digit goes on with the word beside it.
fn joins(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_however_it_is_written() {
        let ann = Mentions::of("ann@example.org");
        for body in [
            "{\"to\":\"Ann@Example.ORG\"}",
            "rcpt=ann%40example.org&x=1",
            "json=%22ann%40example.org%22",
            "to: \\u003cann@example.org\\u003e",
            "ann@example.org",
        ] {
            assert!(ann.are_in(body.as_bytes()), "{body}");
        }
        for body in ["joann@example.org", "ann@example.organic", "ann @example.org", ""] {
            assert!(!ann.are_in(body.as_bytes()), "{body}");
        }
        let number = Mentions::of("+15622089096");
        for body in ["to=%2B15622089096", "to=15622089096", "{\"to\": 15622089096}"] {
            assert!(number.are_in(body.as_bytes()), "{body}");
        }
        assert!(!number.are_in(b"115622089096"));
    }
}
