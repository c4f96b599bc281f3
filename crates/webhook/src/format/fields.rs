//! Flat bodies of other senders: fields with a name and one or several values.

use super::Encoding;
use crate::json::Json;
use form_urlencoded::Serializer;
use std::borrow::Cow;

/// The fields of a body, in their order.
#[derive(Debug, Default)]
pub(super) struct Fields<'a>(Vec<(String, Json<'a>)>);

impl<'a> Fields<'a> {
    /// Adds a field, where it has a value.
    pub(super) fn put<T: Into<Cow<'a, str>>>(&mut self, name: &str, value: Option<T>) {
        self.0.extend(value.map(|value| (name.to_owned(), Json::Text(value.into()))));
    }

    /// Adds a field that is more than a text.
    pub(super) fn add(&mut self, name: &str, value: Json<'a>) {
        self.0.push((name.to_owned(), value));
    }

    /// Whether there is a field of that name, in whatever case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(it, _)| it.eq_ignore_ascii_case(name))
    }

    pub(super) fn write(self, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Json => {
                let members = self.0.into_iter().map(|(name, value)| (name.into(), value));
                super::written(&Json::Object(members.collect()))
            }
            Encoding::Form => self.form(),
        }
    }

    /// Lists are `name[]`, objects `name[member]`.
    fn form(self) -> Vec<u8> {
        let mut form = Serializer::new(String::with_capacity(1 << 10));
        for (name, value) in &self.0 {
            match value {
                Json::List(elements) => {
                    for element in elements {
                        form.append_pair(&format!("{name}[]"), &flat(element));
                    }
                }
                Json::Object(members) => {
                    for (member, value) in members {
                        form.append_pair(&format!("{name}[{member}]"), &flat(value));
                    }
                }
                value => _ = form.append_pair(name, &flat(value)),
            }
        }
        form.finish().into_bytes()
    }
}

/// A value in one text; what nests, as JSON.
pub(super) fn flat<'a>(value: &'a Json<'_>) -> Cow<'a, str> {
    match value {
        Json::Null => Cow::Borrowed(""),
        Json::List(_) | Json::Object(_) => {
            String::from_utf8_lossy(&super::written(value)).into_owned().into()
        }
        value => Cow::Borrowed(value.word().unwrap_or_default()),
    }
}

/// Seconds since 1970 of a time as envelopes write it.
pub(super) fn seconds(timestamp: &str) -> Option<i64> {
    use time::format_description::well_known::Rfc3339;
    time::OffsetDateTime::parse(timestamp, &Rfc3339).ok().map(time::OffsetDateTime::unix_timestamp)
}
