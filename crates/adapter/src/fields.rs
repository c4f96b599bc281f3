//! Flat callbacks: keys and values of a form or of a JSON object, read without fuss.

use crate::{Callback, Malformed, lenient, when};
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// How many fields of a form are read: far more than any provider sends. Their number, not their
/// length, is what makes a form dear.
pub const MOST_FIELDS: usize = 10_000;

/// The keys and values of a flat callback, in the order they came.
///
/// A key may come several times and in several spellings: custom headers keep their case.
///
/// # Examples
///
/// ```
/// let fields = adapter::Fields::of_form(b"Subject=&subject=Hi+there&subject=Again");
/// assert_eq!(fields.first("SUBJECT"), Some("Hi there"));
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Fields {
    /// Keys and values, one behind the other.
    text: String,
    /// Where each key ends, and its value.
    ends: Vec<(usize, usize)>,
}

impl Fields {
    /// Reads what a flat callback says: its body, an object or a form; without a body, its query.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the body begins as an object and is none.
    pub fn of_callback(callback: &Callback) -> Result<Self, Malformed> {
        Ok(match callback.body.trim_ascii_start().first() {
            None => Self::of_form(callback.query().as_bytes()),
            Some(b'{') => Self::of_object(&serde_json::from_slice(&callback.body)?),
            Some(_) => Self::of_form(&callback.body),
        })
    }

    /// Reads a form (`application/x-www-form-urlencoded`), or a query, up to [`MOST_FIELDS`].
    #[must_use]
    pub fn of_form(form: &[u8]) -> Self {
        Self::of_text(form).unwrap_or_else(|| {
            let mut fields = Self::default();
            let pairs = form_urlencoded::parse(form).take(MOST_FIELDS);
            pairs.for_each(|(key, value)| fields.add(&key, &value));
            fields
        })
    }

    /// The same for most forms, in one go and at an eighth of the price; none where a key or a value
    /// is not UTF-8.
    fn of_text(form: &[u8]) -> Option<Self> {
        let (mut text, mut ends) = (Vec::with_capacity(form.len()), Vec::with_capacity(16));
        let pairs = form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        for pair in pairs.take(MOST_FIELDS) {
            let middle = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            decode(&pair[..middle], &mut text);
            let key_ends = text.len();
            decode(pair.get(middle + 1..).unwrap_or_default(), &mut text);
            ends.push((key_ends, text.len()));
        }
        let text = String::from_utf8(text).ok()?;
        let parted = |&(key, value): &_| text.is_char_boundary(key) && text.is_char_boundary(value);
        ends.iter().all(parted).then_some(Self { text, ends })
    }

    /// Reads the texts and numbers of an object; of a list, each by itself. What is neither has no
    /// place in a flat callback and is left out.
    #[must_use]
    pub fn of_object(object: &Map<String, Value>) -> Self {
        let mut fields = Self::default();
        for (key, value) in object {
            // A text that says nothing stays, as in a form: signatures cover it.
            for value in lenient::entries(value) {
                match value {
                    Value::String(text) => fields.add(key, text),
                    Value::Number(number) => fields.add(key, &number.to_string()),
                    _ => {}
                }
            }
        }
        fields
    }

    /// Reads a callback like [`Fields::of_callback`], with what an object holds deeper down under
    /// names such as `data[id]`: as forms write it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the body begins as an object and is none.
    pub fn of_nested(callback: &Callback) -> Result<Self, Malformed> {
        let Some(b'{') = callback.body.trim_ascii_start().first() else {
            return Self::of_callback(callback);
        };
        let object: Map<String, Value> = serde_json::from_slice(&callback.body)?;
        let mut fields = Self::of_object(&object);
        for (outer, value) in &object {
            let inside = Self::of_object(value.as_object().unwrap_or(&Map::new()));
            inside.pairs().for_each(|(key, value)| fields.add(&format!("{outer}[{key}]"), value));
        }
        Ok(fields)
    }

    fn add(&mut self, key: &str, value: &str) {
        self.text.push_str(key);
        let middle = self.text.len();
        self.text.push_str(value);
        self.ends.push((middle, self.text.len()));
    }

    /// The first value of that key that is not empty, whatever the key's case.
    #[must_use]
    pub fn first(&self, key: &str) -> Option<&str> {
        self.named(key).next()
    }

    /// The same, as a text of its own.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.first(key).map(ToOwned::to_owned)
    }

    /// What stands under the first of those keys that is there.
    #[must_use]
    pub fn one_of(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.text(key))
    }

    /// The point in time under that key, in any form of [`when::of`].
    #[must_use]
    pub fn time(&self, key: &str) -> Option<OffsetDateTime> {
        when::of(&self.first(key)?.into())
    }

    /// Every value of that key that is not empty, whatever the key's case.
    #[must_use]
    pub fn all(&self, key: &str) -> Vec<&str> {
        self.named(key).collect()
    }

    fn named<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        let mut begin = 0;
        let named = self.ends.iter().filter_map(move |&(middle, end)| {
            let found = &self.text.as_bytes()[begin..middle];
            begin = end;
            found.eq_ignore_ascii_case(key.as_bytes()).then(|| &self.text[middle..end])
        });
        named.filter(|value| !value.trim().is_empty())
    }

    /// All pairs as they came.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        let mut begin = 0;
        self.ends.iter().map(move |&(middle, end)| {
            let pair = (&self.text[begin..middle], &self.text[middle..end]);
            begin = end;
            pair
        })
    }
}

/// Decodes a key or a value. A `%` that no two digits follow stands for itself.
fn decode(mut piece: &[u8], into: &mut Vec<u8>) {
    while let Some(at) = piece.iter().position(|byte| matches!(byte, b'+' | b'%')) {
        into.extend_from_slice(&piece[..at]);
        let (byte, length) = match (piece[at], piece.get(at + 1..at + 3).and_then(hex)) {
            (b'+', _) => (b' ', 1),
            (_, Some(byte)) => (byte, 3),
            (percent, None) => (percent, 1),
        };
        into.push(byte);
        piece = &piece[at + length..];
    }
    into.extend_from_slice(piece);
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(digits[at]).to_digit(16);
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn an_object_reads_like_a_form() {
        let object = json!({"id": 5_748_033_988_700_000_123_u64, "rcpt": ["a", "b"], "": "", "none": null, "deep": {"a": 1}});
        let fields = Fields::of_object(object.as_object().expect("an object"));
        assert_eq!(fields.first("ID"), Some("5748033988700000123"));
        assert_eq!(fields.all("rcpt"), ["a", "b"]);
        assert_eq!(fields.pairs().count(), 4);
        assert_eq!(fields.first(""), None);
    }

    #[test]
    fn what_is_deeper_down_reads_like_a_form_too() {
        let mut callback = Callback::from_recording(
            b"POST https://h.example/ HTTP/1.1\nDate: Tue, 24 Mar 2026 08:23:25 GMT\n\n\
              {\"type\":\"dlr\",\"data\":{\"id\":7,\"deep\":{\"er\":1}},\"list\":[{\"id\":1}]}",
        )
        .expect("a recording");
        let fields = Fields::of_nested(&callback).expect("an object");
        assert_eq!((fields.first("type"), fields.first("data[id]")), (Some("dlr"), Some("7")));
        assert_eq!(fields.pairs().count(), 2);
        callback.body = bytes::Bytes::from_static(b"type=dlr&data%5Bid%5D=7");
        assert_eq!(Fields::of_nested(&callback), Ok(fields));
    }

    #[test]
    fn the_first_value_that_says_something_counts() {
        let fields = Fields::of_form(b"a=+&A=%41&a=b&c");
        assert_eq!(fields.first("a"), Some("A"));
        assert_eq!(fields.first("c"), None);
        assert_eq!(fields.one_of(&["c", "b", "a"]), Some("A".to_owned()));
        assert_eq!(fields.time("a"), None);
    }

    #[test]
    fn a_form_without_end_is_read_up_to_a_point() {
        for end in ["", "&=%ff"] {
            let form = "a=b&".repeat(2 * MOST_FIELDS) + end;
            assert_eq!(Fields::of_form(form.as_bytes()).pairs().count(), MOST_FIELDS);
        }
    }

    proptest! {
        #[test]
        fn a_form_reads_as_the_standard_says(
            pieces in prop::collection::vec("[a&=+%]|%[0-9a-fA-F]{2}|%[c-fC-F][0-9]|é|\\PC", 0..40),
        ) {
            let form = pieces.concat();
            let fields = Fields::of_form(form.as_bytes());
            let standard: Vec<_> = form_urlencoded::parse(form.as_bytes()).collect();
            let read: Vec<_> = fields.pairs().map(|(key, value)| (key.into(), value.into())).collect();
            prop_assert_eq!(read, standard);
        }

        #[test]
        fn no_form_makes_it_panic(form in prop::collection::vec(any::<u8>(), 0..60)) {
            let fields = Fields::of_form(&form);
            prop_assert_eq!(fields.pairs().count(), form_urlencoded::parse(&form).count());
        }
    }
}
