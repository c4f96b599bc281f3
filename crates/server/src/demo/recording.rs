//! Recorded callbacks, and how they become new ones.

use adapter::{Callback, NotARecording};
use event::{EventKind, ms, rfc3339};
use rand::random_range;
use time::OffsetDateTime;

/// A callback on file, and the kinds of what the hub makes of it.
///
/// Where the file holds a word in two pairs of braces, such as `{{id}}`, something new is put in
/// each time: a copy would be a repeat, and rightly no event.
pub(super) struct Recording {
    /// The file.
    pub file: &'static str,
    /// What comes of it, in its order.
    pub kinds: &'static [EventKind],
}

impl Recording {
    /// The callback as the provider would send it now to that URL, yet to be signed. What the
    /// recorded URL has behind a question mark is the sender's own, and stays.
    ///
    /// # Errors
    ///
    /// [`NotARecording`] when the file is none.
    pub(super) fn callback(
        &self,
        words: &[(&str, String)],
        url: &str,
    ) -> Result<Callback, NotARecording> {
        let put_in = |text: String, (word, new): &(&str, String)| {
            text.replace(&format!("{{{{{word}}}}}"), new)
        };
        let file = words.iter().fold(self.file.to_owned(), put_in);
        let mut callback = Callback::from_recording(file.as_bytes())?;
        callback.headers.remove(http::header::DATE);
        callback.url = match callback.query() {
            "" => url.to_owned(),
            query => format!("{url}?{query}"),
        };
        Ok(callback)
    }
}

/// What is new of a callback.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamps {
    /// When it is sent.
    pub now: OffsetDateTime,
    /// Names the message that it is about: nine digits.
    pub message: u32,
    /// Names the callback: nine digits.
    pub id: u32,
}

impl Stamps {
    /// The words that every recording may have.
    pub(super) fn words(&self) -> Vec<(&'static str, String)> {
        vec![
            ("seconds", self.now.unix_timestamp().to_string()),
            ("millis", ms(self.now).to_string()),
            ("iso", rfc3339(self.now)),
            ("message", self.message.to_string()),
            ("id", self.id.to_string()),
        ]
    }
}

/// Nine digits that nobody guesses twice.
pub(super) fn number() -> u32 {
    random_range(100_000_000..1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_becomes_something_new() {
        let file = "POST https://a.example/in/t?order=7 HTTP/1.1\n\
                    Date: Mon, 09 Nov 2026 09:30:00 GMT\nX-Id: {{id}}\n\n\
                    {\"a\":{\"at\":{{seconds}},\"of\":\"{{message}}\",\"by\":\"{{own}}\"}}";
        let recording = Recording { file, kinds: &[] };
        let stamps = Stamps { now: event::from_ms(1_774_340_600_000), message: 5, id: 6 };
        let mut words = stamps.words();
        words.push(("own", "me".to_owned()));
        let url = "http://127.0.0.1:1/in/x";
        let callback = recording.callback(&words, url).expect("a recording");
        assert_eq!(callback.url, "http://127.0.0.1:1/in/x?order=7");
        assert_eq!(callback.headers["x-id"], "6");
        assert_eq!(&callback.body[..], br#"{"a":{"at":1774340600,"of":"5","by":"me"}}"#);
        assert!(callback.find_header("date").is_none(), "the date of the recording is past");
    }
}
