//! Flat callbacks: keys and values of a form or of a JSON object, read without fuss.

use crate::{Callback, Malformed, lenient, when};
use serde_json::{Map, Value};
use time::OffsetDateTime;

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

    /// Reads a form (`application/x-www-form-urlencoded`), or a query.
    #[must_use]
    pub fn of_form(form: &[u8]) -> Self {
        let mut fields = Self { text: String::with_capacity(form.len()), ends: Vec::new() };
        form_urlencoded::parse(form).for_each(|(key, value)| fields.add(&key, &value));
        fields
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
        let named = self.pairs().filter(move |(it, _)| it.eq_ignore_ascii_case(key));
        named.map(|(_, value)| value).filter(|value| !value.trim().is_empty())
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

#[cfg(test)]
mod tests {
    use super::*;
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
}
