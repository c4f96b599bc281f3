//! JSON that is written as it was read: numbers digit by digit, members in their order.
//!
//! What is kept of an event was written by the hub itself, so this reads what is well formed, and
//! of anything else says only that it is not.

use std::borrow::Cow;

/// How deep lists and objects may stand in each other. Requests are read to half of that.
const DEEPEST: usize = 256;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    /// As it is written.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<(Cow<'a, str>, Self)>),
}

/// Bytes that are no body of an event.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the kept body is no JSON that could be written in another form")]
pub struct NoBody;

impl<'a> Json<'a> {
    /// Reads a text.
    pub(crate) fn read(text: &'a [u8]) -> Result<Self, NoBody> {
        let text = std::str::from_utf8(text).map_err(|_| NoBody)?;
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0).ok_or(NoBody)?;
        reader.space();
        if reader.at == text.len() { Ok(value) } else { Err(NoBody) }
    }

    /// A text.
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A whole number.
    pub(crate) fn whole(number: i64) -> Self {
        Self::Number(number.to_string().into())
    }

    /// The member of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(it, _)| it == name).map(|(_, value)| value)
    }

    /// What stands behind these names, each in the one before.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, name| value.get(name))
    }

    /// A text, a number or a truth value as a text; of anything else there is none.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Number(number) => Some(number),
            Self::Text(text) => Some(text),
            Self::Null | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The word behind these names.
    pub(crate) fn word_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path)?.word()
    }

    /// The members of an object; of anything else none.
    pub(crate) fn members(&self) -> &[(Cow<'a, str>, Self)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    /// The elements of a list; of anything else none.
    pub(crate) fn elements(&self) -> &[Self] {
        if let Self::List(elements) = self { elements } else { &[] }
    }

    /// Writes it without a space.
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Null => to.extend_from_slice(b"null"),
            Self::Bool(_) | Self::Number(_) => {
                to.extend_from_slice(self.word().unwrap_or_default().as_bytes());
            }
            Self::Text(text) => quote(text, to),
            Self::List(elements) => {
                to.push(b'[');
                for (place, element) in elements.iter().enumerate() {
                    part(place, to);
                    element.write(to);
                }
                to.push(b']');
            }
            Self::Object(members) => {
                to.push(b'{');
                for (place, (name, value)) in members.iter().enumerate() {
                    part(place, to);
                    quote(name, to);
                    to.push(b':');
                    value.write(to);
                }
                to.push(b'}');
            }
        }
    }
}

fn part(place: usize, to: &mut Vec<u8>) {
    if place > 0 {
        to.push(b',');
    }
}

fn quote(text: &str, to: &mut Vec<u8>) {
    // Writing to memory cannot fail, and no text is beyond JSON.
    _ = serde_json::to_writer(to, text);
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| b" \t\r\n".contains(&byte)) {
            self.at += 1;
        }
    }

    /// Goes past that word, where it stands here.
    fn eat(&mut self, word: &str) -> Option<()> {
        self.text[self.at..].starts_with(word).then(|| self.at += word.len())
    }

    fn value(&mut self, depth: usize) -> Option<Json<'a>> {
        if depth > DEEPEST {
            return None;
        }
        self.space();
        match self.peek()? {
            b'n' => self.eat("null").map(|()| Json::Null),
            b't' => self.eat("true").map(|()| Json::Bool(true)),
            b'f' => self.eat("false").map(|()| Json::Bool(false)),
            b'"' => self.string().map(Json::Text),
            b'[' => self.list(depth),
            b'{' => self.object(depth),
            b'-' | b'0'..=b'9' => Some(self.number()),
            _ => None,
        }
    }

    fn number(&mut self) -> Json<'a> {
        let rest = &self.text[self.at..];
        let of_number = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
        let end = rest.find(|c| !of_number(c)).unwrap_or(rest.len());
        self.at += end;
        Json::Number(rest[..end].into())
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.eat("\"")?;
        let rest = &self.text[self.at..];
        let end = rest.find(['"', '\\'])?;
        if rest.as_bytes()[end] == b'"' {
            self.at += end + 1;
            return Some(Cow::Borrowed(&rest[..end]));
        }
        let mut end = end;
        while rest.as_bytes().get(end)? != &b'"' {
            // What is escaped is one byte at least, and the first of it is no quotation mark.
            end += if rest.as_bytes()[end] == b'\\' { 2 } else { 1 };
        }
        let quoted = &self.text[self.at - 1..=self.at + end];
        self.at += end + 1;
        serde_json::from_str::<String>(quoted).ok().map(Cow::Owned)
    }

    fn list(&mut self, depth: usize) -> Option<Json<'a>> {
        let mut elements = Vec::new();
        self.eat("[")?;
        self.space();
        if self.eat("]").is_some() {
            return Some(Json::List(elements));
        }
        loop {
            elements.push(self.value(depth + 1)?);
            self.space();
            if self.eat(",").is_none() {
                return self.eat("]").map(|()| Json::List(elements));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json<'a>> {
        let mut members = Vec::new();
        self.eat("{")?;
        self.space();
        if self.eat("}").is_some() {
            return Some(Json::Object(members));
        }
        loop {
            self.space();
            let name = self.string()?;
            self.space();
            self.eat(":")?;
            members.push((name, self.value(depth + 1)?));
            self.space();
            if self.eat(",").is_none() {
                return self.eat("}").map(|()| Json::Object(members));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn again(text: &str) -> Result<String, NoBody> {
        let mut written = Vec::new();
        Json::read(text.as_bytes())?.write(&mut written);
        Ok(String::from_utf8(written).expect("UTF-8"))
    }

    #[test]
    fn numbers_and_order_stay() {
        for text in [
            r#"{"b":1.10,"a":1e2,"n":-0.0,"big":12345678901234567890123,"x":[],"y":{}}"#,
            r#"["a\"\\\n\u0001ж",null,true,false,[1,[2,{"":""}]]]"#,
            "\"\"",
            "0",
        ] {
            assert_eq!(again(text).as_deref(), Ok(text));
        }
        assert_eq!(again(" { \"a\" : [ 1 , \"\\u0436\" ] } ").as_deref(), Ok(r#"{"a":[1,"ж"]}"#));
    }

    #[test]
    fn what_is_no_json_is_seen() {
        let deep = "[".repeat(100_000);
        for text in ["", "{", "{\"a\"}", "[1,]", "\"a", "\"\\", "nul", "1 2", "{1:2}", "a", &deep] {
            assert_eq!(again(text), Err(NoBody), "{}", &text[..text.len().min(20)]);
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,12}|[\"\\\\\u{0}-\u{1f}a]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::btree_map("\\PC{0,6}", inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_wrote_comes_back_byte_for_byte(value in values()) {
            let text = value.to_string();
            prop_assert_eq!(again(&text), Ok(text));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\",:\\\\ntf0-9eu. ж]{0,40}|\\PC{0,40}") {
            if let Ok(written) = again(&text) {
                prop_assert_eq!(again(&written), Ok(written.clone()));
            }
        }
    }
}
