//! Links in what bots say become the project's own, so that who follows them is told.

use super::body::Body;
use sender::telegram::{Does, ParseMode};
use ticket::target;
use url::Url;

/// What a text is marked up as.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Markup {
    None,
    Html,
    Markdown,
    /// Markdown's `[text](URL)`, between the parentheses.
    MarkdownLink,
}

/// Hands each URL that a message leads to over, and takes what it says instead; none leaves it.
pub(super) fn replace(body: &mut Body, mut with: impl FnMut(&str) -> Option<Url>) {
    match body {
        // A service worker tells of clicks by itself.
        Body::Push(_) => {}
        Body::Telegram(text, _) => {
            let markup = match text.parse_mode {
                None => Markup::None,
                Some(ParseMode::Html) => Markup::Html,
                Some(ParseMode::MarkdownV2) => Markup::Markdown,
            };
            text.text = replaced(&text.text, markup, &mut with);
            for button in text.buttons.iter_mut().flatten() {
                if let Does::Url(url) = &mut button.does
                    && let Some(own) = with(url.as_str())
                {
                    *url = own;
                }
            }
        }
        Body::Viber(message) => {
            message.text = replaced(&message.text, Markup::None, &mut with);
            if let Some(button) = &mut message.button
                && let Some(own) = with(button.url.as_str())
            {
                button.url = own;
            }
        }
    }
}

fn replaced(text: &str, markup: Markup, with: &mut impl FnMut(&str) -> Option<Url>) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = next(rest) {
        let (before, found) = rest.split_at(begin);
        all.push_str(before);
        let markup = match markup {
            Markup::Markdown if all.ends_with("](") => Markup::MarkdownLink,
            markup => markup,
        };
        let (written, left) = found.split_at(length(found, markup));
        let plain = read(written, markup);
        let own = target(&plain).ok().and_then(|_| with(&plain));
        match own {
            Some(own) => all.push_str(&write(own.as_str(), markup)),
            None => all.push_str(written),
        }
        rest = left;
    }
    all.push_str(rest);
    all
}

/// Where the next URL begins: not in the middle of a word.
fn next(text: &str) -> Option<usize> {
    text.match_indices("://").find_map(|(end, _)| {
        let before = |scheme: &&str| {
            let begin = end.checked_sub(scheme.len())?;
            text.get(begin..end)?.eq_ignore_ascii_case(scheme).then_some(begin)
        };
        let begin = ["https", "http"].iter().find_map(before)?;
        let inside = text[..begin].chars().next_back().is_some_and(char::is_alphanumeric);
        (!inside).then_some(begin)
    })
}

/// What ends a quotation or a sentence in one script or another; browsers write it encoded in URLs.
const CLOSES: &str = "«»‹›“”„‟‘’‚。、，！？；：（）「」『』【】《》";

/// How long it is, in bytes.
fn length(text: &str, markup: Markup) -> usize {
    let mut behind_mark = false;
    let end = text.find(|c: char| {
        let marked = matches!(markup, Markup::Markdown | Markup::MarkdownLink);
        let marks = marked && c == '\\' && !behind_mark;
        let ends = match markup {
            _ if c.is_whitespace() || c.is_control() => true,
            Markup::MarkdownLink => !behind_mark && c == ')',
            _ if CLOSES.contains(c) => true,
            Markup::None => matches!(c, '<' | '>' | '"' | '`'),
            Markup::Html => matches!(c, '<' | '>' | '"' | '\''),
            Markup::Markdown => !behind_mark && "_*[]()~`<>|{}".contains(c),
        };
        behind_mark = marks;
        ends
    });
    let whole = &text[..end.unwrap_or(text.len())];
    // What ends a sentence is not the URL's; Markdown's own escapes stand before it.
    let trimmed = whole.trim_end_matches(['.', ',', ';', ':', '!', '?', '\\', '…']);
    match markup {
        Markup::MarkdownLink => whole.len(),
        Markup::Html if whole.ends_with(';') => whole.len(),
        Markup::None if trimmed.ends_with(')') && !trimmed.contains('(') => trimmed.len() - 1,
        _ => trimmed.len(),
    }
}

/// The URL without marks.
fn read(text: &str, markup: Markup) -> String {
    match markup {
        Markup::None => text.to_owned(),
        Markup::Html => text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"),
        Markup::Markdown | Markup::MarkdownLink => {
            let mut plain = String::with_capacity(text.len());
            let mut chars = text.chars();
            while let Some(c) = chars.next() {
                plain.extend(if c == '\\' { chars.next() } else { Some(c) });
            }
            plain
        }
    }
}

/// The URL with marks.
fn write(url: &str, markup: Markup) -> String {
    match markup {
        Markup::None => url.to_owned(),
        Markup::Html => url.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;"),
        Markup::Markdown | Markup::MarkdownLink => {
            let mut marked = String::with_capacity(url.len());
            for c in url.chars() {
                if "\\_*[]()~`>#+-=|{}.!".contains(c) {
                    marked.push('\\');
                }
                marked.push(c);
            }
            marked
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seen(text: &str, markup: Markup) -> (String, Vec<String>) {
        let mut all = Vec::new();
        let own = Url::parse("https://hub.example/l/1").expect("a URL");
        let text = replaced(text, markup, &mut |url| {
            all.push(url.to_owned());
            Some(own.clone())
        });
        (text, all)
    }

    /// A text with one link in it, the link, and the text with another in its place.
    type Told<'a> = (String, Markup, &'a str, &'a str);

    fn check<const N: usize>(all: [Told<'_>; N]) {
        for (text, markup, found, said) in all {
            let (told, all) = seen(&text, markup);
            assert_eq!((all, told.as_str()), (vec![found.to_owned()], said), "{text}");
        }
    }

    #[test]
    fn links_are_found_as_they_are_written() {
        let a = "https://a.example/?b=c&d=e";
        check([
            (format!("See {a}."), Markup::None, a, "See https://hub.example/l/1."),
            (format!("({a})"), Markup::None, a, "(https://hub.example/l/1)"),
            (format!("{a}, or not"), Markup::None, a, "https://hub.example/l/1, or not"),
            (
                "«https://a.example/»".into(),
                Markup::None,
                "https://a.example/",
                "«https://hub.example/l/1»",
            ),
            (
                "`https://a.example/`".into(),
                Markup::None,
                "https://a.example/",
                "`https://hub.example/l/1`",
            ),
            (
                "見て：https://a.example/b。".into(),
                Markup::None,
                "https://a.example/b",
                "見て：https://hub.example/l/1。",
            ),
            (
                "HTTPS://A.example/b".into(),
                Markup::None,
                "HTTPS://A.example/b",
                "https://hub.example/l/1",
            ),
            (
                "x https://a.example/b_(c) y".into(),
                Markup::None,
                "https://a.example/b_(c)",
                "x https://hub.example/l/1 y",
            ),
        ]);
    }

    #[test]
    fn links_are_found_in_html() {
        let a = "https://a.example/?b=c&d=e";
        check([
            (
                "<a href=\"https://a.example/?b=c&amp;d=e\">x</a>".into(),
                Markup::Html,
                a,
                "<a href=\"https://hub.example/l/1\">x</a>",
            ),
            (
                "<a href='https://a.example/?b=c&amp;d=e'>x</a>".into(),
                Markup::Html,
                a,
                "<a href='https://hub.example/l/1'>x</a>",
            ),
        ]);
    }

    #[test]
    fn links_are_found_in_markdown() {
        check([
            (
                "[x](https://a.example/b\\)c) y".into(),
                Markup::Markdown,
                "https://a.example/b)c",
                "[x](https://hub\\.example/l/1) y",
            ),
            (
                "||https://a\\.example/b|| _c_".into(),
                Markup::Markdown,
                "https://a.example/b",
                "||https://hub\\.example/l/1|| _c_",
            ),
            (
                "[x](https://a.example/b_c|d.) y".into(),
                Markup::Markdown,
                "https://a.example/b_c|d.",
                "[x](https://hub\\.example/l/1) y",
            ),
            (
                "https://a\\.example/b\\-c\\.".into(),
                Markup::Markdown,
                "https://a.example/b-c",
                "https://hub\\.example/l/1\\.",
            ),
        ]);
    }

    #[test]
    fn what_is_no_link_stays() {
        for text in ["", "http", "xhttps://a.example", "https://", "https:// a", "ahttp://b"] {
            assert_eq!(seen(text, Markup::None), (text.to_owned(), vec![]), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_links_changes(text in "([a-z .,()<>\"'&\\\\*_\\[\\]]|https?://|é){0,40}") {
            for markup in [Markup::None, Markup::Html, Markup::Markdown] {
                let same = replaced(&text, markup, &mut |_| None);
                prop_assert_eq!(&same, &text);
                _ = seen(&text, markup);
            }
        }
    }
}
