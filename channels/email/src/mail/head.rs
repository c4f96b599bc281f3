//! The fields of a mail's head, and of the reports that are written like one.

use mail_parser::parsers::MessageStream;

/// Fields in their order: names in lower case, values unfolded, encoded words decoded.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Head(Vec<(String, String)>);

impl Head {
    /// Reads fields up to the first empty line. A line that is none is passed over.
    pub(crate) fn read(text: &str) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines().take_while(|line| !line.trim().is_empty()) {
            match (line.starts_with([' ', '\t']), fields.last_mut(), field(line)) {
                (true, Some((_, value)), _) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (_, _, Some((name, value))) => {
                    fields.push((name.to_ascii_lowercase(), value.to_owned()));
                }
                _ => {}
            }
        }
        for (_, value) in &mut fields {
            if value.contains("=?") {
                *value = decoded(value);
            }
        }
        Self(fields)
    }

    /// The first field of that name that says anything.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// Every field of that name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// Whether there is a field of that name, or of one of them.
    pub(crate) fn has_any(&self, names: &[&str]) -> bool {
        self.0.iter().any(|(name, _)| names.contains(&name.as_str()))
    }

    /// Whether the named field holds those words, which are in lower case.
    pub(crate) fn says(&self, name: &str, words: &str) -> bool {
        self.all(name).any(|value| value.to_lowercase().contains(words))
    }

    /// Every field.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The name and the value of a field's first line (RFC 5322, section 2.2).
pub(crate) fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic());
    is_name.then_some((name, value.trim()))
}

/// Encoded words (RFC 2047), decoded.
fn decoded(value: &str) -> String {
    let line = format!("{value}\r\n");
    let read = MessageStream::new(line.as_bytes()).parse_unstructured();
    read.into_text().map_or_else(|| value.to_owned(), |text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fields_are_unfolded_and_decoded() {
        let head = Head::read(
            "From example\nSubject: =?utf-8?Q?J=C3=B6rg?=\r\n =?utf-8?Q?s?= mail\nX-A:\nx-a: 1\n\nNo: 2",
        );
        assert_eq!(head.find("subject"), Some("Jörgs mail"));
        assert_eq!(head.find("x-a"), Some("1"));
        assert_eq!(head.all("x-a").count(), 2);
        assert!(head.says("subject", "jörgs") && head.has_any(&["x-b", "x-a"]));
        assert_eq!(head.find("no"), None);
        assert_eq!(head.fields().count(), 3);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(=\\?|utf-8|\\?Q\\?|\\?=|:|\n|\t|é|\\PC){0,40}") {
            _ = Head::read(&text);
        }
    }
}
