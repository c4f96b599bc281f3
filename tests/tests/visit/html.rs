//! A page, read as browsers read it.

use html5gum::{Token, Tokenizer};
use std::collections::BTreeMap;
use tests::Reply;

/// Elements that have no end.
const VOID: [&str; 4] = ["meta", "link", "input", "br"];

/// An element: its name, its attributes, and the text inside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) text: String,
    /// The names of those around it, the outermost first.
    pub(crate) within: Vec<String>,
}

/// A page whose every element ends where it should.
#[derive(Debug)]
pub(crate) struct Document(Vec<Element>);

impl Document {
    /// Reads a page.
    ///
    /// # Panics
    ///
    /// When it is not written as the standard says.
    #[track_caller]
    pub(crate) fn of(page: &Reply) -> Self {
        let text = std::str::from_utf8(&page.body).expect("UTF-8");
        assert!(text.starts_with("<!doctype html>"), "{text}");
        let mut all: Vec<Element> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for token in Tokenizer::new(text) {
            match token.expect("a text can be read") {
                Token::StartTag(tag) => {
                    let own = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let name = own(&tag.name);
                    let attributes = tag.attributes.iter();
                    let attributes = attributes.map(|(key, value)| (own(key), own(value)));
                    let within = open.iter().map(|at| all[*at].name.clone()).collect();
                    let attributes = attributes.collect();
                    all.push(Element {
                        name: name.clone(),
                        attributes,
                        within,
                        text: String::new(),
                    });
                    if !VOID.contains(&name.as_str()) {
                        open.push(all.len() - 1);
                    }
                }
                Token::EndTag(tag) => {
                    let at = open.pop().unwrap_or_else(|| panic!("nothing is open: {text}"));
                    assert_eq!(all[at].name.as_bytes(), &**tag.name, "{text}");
                }
                Token::String(said) => {
                    for at in &open {
                        all[*at].text.push_str(&String::from_utf8_lossy(&said));
                    }
                }
                Token::Error(error) => panic!("{error:?}: {text}"),
                Token::Comment(_) | Token::Doctype(_) => {}
            }
        }
        assert!(open.is_empty(), "{text}");
        Self(all)
    }

    /// All elements of a name.
    pub(crate) fn all(&self, name: &'static str) -> impl Iterator<Item = &Element> {
        self.0.iter().filter(move |it| it.name == name)
    }

    /// The only element of a name.
    #[track_caller]
    pub(crate) fn only(&self, name: &'static str) -> &Element {
        let all: Vec<_> = self.all(name).collect();
        assert_eq!(all.len(), 1, "{name}: {all:?}");
        all[0]
    }

    /// Every element.
    pub(crate) fn elements(&self) -> &[Element] {
        &self.0
    }

    /// What its only form sends when its only button is pressed.
    #[track_caller]
    pub(crate) fn fields(&self) -> String {
        let form = self.only("form");
        assert_eq!(form.attribute("method"), "post");
        let fields = self.all("input").chain([self.only("button")]);
        let fields: Vec<_> = fields
            .map(|it| {
                assert!(it.within.contains(&"form".to_owned()));
                format!("{}={}", it.attribute("name"), it.attribute("value"))
            })
            .collect();
        fields.join("&")
    }
}

impl Element {
    /// An attribute that it must have.
    #[track_caller]
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }
}
