//! What a notice says of one recipient.

use super::who::{Mention, Weight};
use crate::cause::Cause;
use crate::mail::clipped;
use crate::smtp;
use event::Response;

/// A reason has no more lines.
const MOST_LINES: usize = 16;

/// A recipient is looked for in no more places.
const MOST_PLACES: usize = 8;

/// The words about a recipient: those that follow a line that names it; none where they say
/// nothing.
pub(super) fn words(lines: &[&str], mentions: &[Mention<'_>], recipient: &str) -> Option<String> {
    let own = mentions.iter().filter(|it| it.address.eq_ignore_ascii_case(recipient));
    let own = own.take(MOST_PLACES).map(|it| block(lines, mentions, it));
    let own = own.map(|words| (weight(&words), words)).filter(|(weight, _)| *weight > 0);
    // Of equals the first.
    let best = own.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, words)| words)
}

/// The words that are said once for all recipients, or before them: those of the first line with a
/// code, else of the first that names a cause.
pub(super) fn general(lines: &[&str]) -> Option<String> {
    let weights: Vec<u8> = lines.iter().map(|line| weight(line)).collect();
    let first = |least: u8| weights.iter().position(|it| *it >= least);
    let at = first(2).or_else(|| first(1))?;
    Some(lines[at..].iter().take(4).copied().collect::<Vec<_>>().join("\n"))
}

/// How much words tell: a code more than a cause, and both more than either.
fn weight(words: &str) -> u8 {
    let said = reply(words);
    let codes = u8::from(said.code.is_some()) + u8::from(said.enhanced.is_some());
    codes * 2 + u8::from(Cause::of(words).is_some())
}

/// The line that names the recipient and those that follow, up to the next recipient's.
fn block(lines: &[&str], mentions: &[Mention<'_>], own: &Mention<'_>) -> String {
    let others = |line: usize| {
        mentions.iter().any(|it| {
            it.line == line
                && it.weight >= own.weight
                && it.weight > Weight::There
                && !it.address.eq_ignore_ascii_case(own.address)
        })
    };
    let mut block = vec![lines[own.line]];
    let mut blank = 0;
    for (number, line) in lines.iter().enumerate().skip(own.line + 1).take(MOST_LINES) {
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if others(number) || blank > 1 {
            break;
        }
        // A paragraph of its own that is not about this recipient begins with an empty line.
        if blank == 1 && weight(&block.join("\n")) > 0 {
            break;
        }
        block.push(line);
    }
    block.join("\n")
}

/// The reply in words of several lines: the line with most codes, and all words on one line.
pub(super) fn reply(words: &str) -> Response {
    let lines = words.lines().map(|line| line.trim_start_matches(['<', '>', ' ', '\t', '-', '|']));
    let read = lines.map(smtp::reply).map(|mut said| {
        said.code = said.code.filter(|code| *code >= 400);
        said.enhanced = said.enhanced.filter(|it| !it.starts_with('2'));
        said
    });
    let codes =
        |said: &Response| u8::from(said.code.is_some()) * 2 + u8::from(said.enhanced.is_some());
    // Of equals the first: the last of them may be a summary.
    let best = read.reduce(|best, next| if codes(&next) > codes(&best) { next } else { best });
    let best = best.unwrap_or_default();
    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = Some(clipped(&text).to_owned()).filter(|it| !it.is_empty());
    Response { code: best.code, enhanced: best.enhanced, text, ..Response::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_with_most_codes_counts() {
        let said = reply(
            "bob\n  >>> RCPT TO:<bob>\n<<< 550-5.1.1 No\n<<< 550 5.1.1 such user\n554 5.0.0 Gone",
        );
        assert_eq!((said.code, said.enhanced.as_deref()), (Some(550), Some("5.1.1")));
        let said = reply("250 2.1.0 Ok\nfull");
        assert_eq!((said.code, said.enhanced), (None, None));
        assert_eq!(reply("").text, None);
    }
}
