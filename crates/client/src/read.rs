//! What a user agent says.

use crate::rules::{
    BROWSERS, DEVICES, ENDINGS, MACHINES, PEOPLE, PREVIEWS, PROGRAMS, PROXIES, SYSTEM_DEVICES,
    SYSTEMS,
};
use crate::words::Words;

/// What a user agent says.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Reading {
    /// The program, such as `Apple Mail` or `Chrome`.
    pub name: Option<&'static str>,
    /// The kind of device: `desktop`, `mobile`, `tablet`, `tv`, `console` or `watch`.
    pub device: Option<&'static str>,
    /// The operating system, such as `iOS` or `Windows`.
    pub os: Option<&'static str>,
    /// Whether it is software that acts by itself.
    pub machine: bool,
    /// Whether a person is behind it whom it hides: the address is not theirs.
    pub proxied: bool,
}

impl Reading {
    /// Of a user agent that says nothing.
    const NOTHING: Self =
        Self { name: None, device: None, os: None, machine: false, proxied: false };

    /// Of one that says as little as can be.
    pub(crate) const BARE: Self = Self { name: Some("Apple Mail"), machine: true, ..Self::NOTHING };
}

/// All that Apple Mail Privacy Protection says, and whoever else wants to say nothing.
const BARE: &str = "mozilla/5.0";

/// Reads the text of a `User-Agent` header.
///
/// # Examples
///
/// ```
/// let read = client::read("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) \
///     AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148");
/// assert_eq!(read.name, Some("Apple Mail"));
/// assert_eq!((read.device, read.os, read.machine), (Some("mobile"), Some("iOS"), false));
/// ```
#[must_use]
pub fn read(user_agent: &str) -> Reading {
    let words = Words::of(user_agent);
    if words.text() == BARE {
        return Reading::BARE;
    }
    if let Some(name) = words.first(&PROXIES) {
        // Device and system are those of a proxy, or made up.
        return Reading { name: Some(name), proxied: true, ..Reading::NOTHING };
    }
    if let Some(name) = words.first(&MACHINES) {
        return Reading { name: Some(name), machine: true, ..Reading::NOTHING };
    }
    if let Some((_, name)) = PREVIEWS.iter().find(|(all, _)| *all == words.text()) {
        return Reading { name: Some(name), machine: true, ..Reading::NOTHING };
    }
    if calls_itself_a_machine(&words) {
        return Reading { machine: true, ..Reading::NOTHING };
    }
    let os = words.first(&SYSTEMS);
    let (name, device) = (program(&words, os), device(&words, os));
    Reading { name, device, os, ..Reading::NOTHING }
}

/// By custom: a word such as `examplebot`, or the address of a page that says what it is.
fn calls_itself_a_machine(words: &Words) -> bool {
    let ends = |word: &[u8]| ENDINGS.iter().any(|end| word.ends_with(end.as_bytes()));
    let exempt = |word: &[u8]| PEOPLE.iter().any(|it| it.as_bytes() == word);
    words.text().contains("+http") || words.each().any(|word| ends(word) && !exempt(word))
}

fn program(words: &Words, os: Option<&str>) -> Option<&'static str> {
    let named = words.first(&PROGRAMS).or_else(|| words.first(&BROWSERS));
    named.or_else(|| {
        // Mail on Apple's systems says what a browser says, but for the browser.
        let apple = matches!(os, Some("iOS" | "macOS")) && words.has("applewebkit/");
        apple.then_some("Apple Mail")
    })
}

fn device(words: &Words, os: Option<&'static str>) -> Option<&'static str> {
    words.first(&DEVICES).or_else(|| match os? {
        // By custom: what Android runs on is a phone where it says so.
        "Android" if words.has("mozilla/") && !words.has("mobile") => Some("tablet"),
        os => SYSTEM_DEVICES.iter().find(|(it, _)| *it == os).map(|(_, device)| *device),
    })
}
