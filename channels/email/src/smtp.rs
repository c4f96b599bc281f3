//! What a mail server's reply says.

use event::Response;

/// Reads a reply as providers quote it: `550 5.1.1 No such user`, `550-5.1.1 …`, `smtp; 550 …`,
/// `host said: 550 …`, `bounced (550 …)`, `<-- 550 …`, `error 550 …`. The code stands at the
/// beginning, or after a colon, a semicolon, a parenthesis, an arrow or the word for it.
pub(crate) fn reply(text: &str) -> Response {
    let text = text.trim();
    let said = std::iter::once(text).chain(text.split([':', ';', '(', '"', '>', '#']).skip(1));
    let lower = text.to_ascii_lowercase();
    let announced = |word: &&str| Some(&text[lower.find(*word)? + word.len()..]);
    let said = said.chain(ANNOUNCED.iter().filter_map(announced));
    let code = said.map(str::trim_start).find_map(code);
    let class = code.map(|code| code / 100);
    let words = text.split(|c: char| c.is_whitespace() || "-:;()[]#,".contains(c));
    let mut codes = words.filter_map(|word| enhanced(word.trim_end_matches('.')));
    // Where the reply has a code, a number of another class is part of its words.
    let enhanced = codes.find(|it| class.is_none_or(|class| it.starts_with(char_of(class))));
    let text = (!text.is_empty()).then(|| text.to_owned());
    Response { code, enhanced: enhanced.map(ToOwned::to_owned), text, ..Response::default() }
}

/// What a code stands behind.
const ANNOUNCED: [&str; 6] = ["<-- ", "error ", "code ", "code=", "returned ", "response '"];

/// Reads a reply whose codes stand beside its words: there they are what counts, in the words only
/// where they are missing. Either code may stand in the place of the other.
pub(crate) fn reply_with(codes: &[Option<&str>], text: &str) -> Response {
    let mut said = reply(text);
    let beside = || codes.iter().copied().flatten().map(str::trim);
    said.code = beside().filter(|it| it.len() == 3).find_map(code).or(said.code);
    let status = beside().find_map(enhanced).map(ToOwned::to_owned);
    said.enhanced = status.or(said.enhanced);
    said
}

/// The reply code at the beginning of a text: three digits, the first of them 2, 4 or 5.
fn code(text: &str) -> Option<u16> {
    let (code, rest) = text.split_at_checked(3)?;
    let ends = rest.chars().next().is_none_or(|c| c.is_whitespace() || "-.:;,#".contains(c));
    let digits = code.bytes().all(|b| b.is_ascii_digit()) && code.starts_with(['2', '4', '5']);
    if ends && digits { code.parse().ok() } else { None }
}

/// A word, where it is an enhanced status code of RFC 3463: class 2, 4 or 5, two numbers.
pub(crate) fn enhanced(word: &str) -> Option<&str> {
    let mut parts = word.split('.');
    let class = matches!(parts.next()?, "2" | "4" | "5");
    let number = |it: &str| (1..=3).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_digit());
    let numbers = number(parts.next()?) && number(parts.next()?);
    (class && numbers && parts.next().is_none()).then_some(word)
}

/// The step of the exchange that a quoted command belongs to.
pub(crate) fn stage(command: &str) -> Option<&'static str> {
    let command = command.trim_start().to_ascii_uppercase();
    let stages =
        [("EHLO", "helo"), ("HELO", "helo"), ("MAIL", "mail"), ("RCPT", "rcpt"), ("DATA", "data")];
    stages.iter().find(|(verb, _)| command.starts_with(verb)).map(|(_, stage)| *stage)
}

fn char_of(class: u16) -> char {
    char::from_digit(class.into(), 10).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_found_where_they_stand() {
        for (text, code, enhanced) in [
            ("550 5.1.1 No such user", Some(550), Some("5.1.1")),
            ("550-5.1.1 The account\n550 5.1.1 is not", Some(550), Some("5.1.1")),
            ("550 #5.1.0 Address rejected.", Some(550), Some("5.1.0")),
            ("550 [5.7.606] Access denied", Some(550), Some("5.7.606")),
            ("smtp; 452 4.2.2 Over quota", Some(452), Some("4.2.2")),
            ("mx.example.org said: 554 5.7.1 Blocked", Some(554), Some("5.7.1")),
            ("bounced (550 5.1.1 No such user - gsmtp)", Some(550), Some("5.1.1")),
            ("10:15:28: <-- 550 5.1.1 <bob@example.org>... Unknown", Some(550), Some("5.1.1")),
            ("#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", Some(550), Some("5.1.1")),
            ("Received >>> 550 5.1.1 unknown", Some(550), Some("5.1.1")),
            ("5.1.0 - Unknown address error 550-'5.1.1 No", Some(550), Some("5.1.0")),
            ("Unrouteable address (5.1.2).", None, Some("5.1.2")),
            ("400 try again later", Some(400), None),
            ("550 blocked, see 192.0.2.1 and 4.7.0", Some(550), None),
            ("250", Some(250), None),
            ("250 2.0.0 Ok: 2780 bytes", Some(250), Some("2.0.0")),
            ("5.1.1", None, Some("5.1.1")),
            ("Bounced 500 times", None, None),
            ("5500 dead letters", None, None),
            ("310 nothing", None, None),
            ("", None, None),
        ] {
            let reply = reply(text);
            assert_eq!((reply.code, reply.enhanced.as_deref()), (code, enhanced), "{text}");
        }
    }

    #[test]
    fn codes_beside_the_words_count() {
        for (codes, text, code, enhanced) in [
            ([Some("550"), Some("5.1.1")], "Unknown", Some(550), Some("5.1.1")),
            ([Some("550"), None], "5.1.1 Unknown", Some(550), Some("5.1.1")),
            ([Some("5.1.1"), None], "smtp;550 Unknown", Some(550), Some("5.1.1")),
            ([Some("605"), Some("")], "Not tried", None, None),
            ([None, None], "450 4.2.0 Later", Some(450), Some("4.2.0")),
        ] {
            let reply = reply_with(&codes, text);
            assert_eq!((reply.code, reply.enhanced.as_deref()), (code, enhanced), "{text}");
            assert_eq!(reply.text.as_deref(), Some(text));
        }
    }

    #[test]
    fn a_command_tells_the_stage() {
        assert_eq!(stage("RCPT TO:<bob@example.org>"), Some("rcpt"));
        assert_eq!(stage("data"), Some("data"));
        assert_eq!(stage("Unavailable"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[245 .0-9:;é-]{0,24}|\\PC{0,24}") {
            _ = reply(&text);
        }
    }
}
