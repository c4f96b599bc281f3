//! Where a link may lead.

use url::Url;

/// How long a target may be, in bytes, as it is written and as it is sent.
const LONGEST: usize = 4096;

/// Why a link must not lead there.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotATarget {
    /// It does not begin with `http://` or `https://`.
    #[error("must begin with `https://` or `http://`")]
    Scheme,
    /// It cannot be read as a URL.
    #[error("is no URL")]
    Unreadable,
    /// It holds white space, a control character or a backslash, which programs read differently.
    #[error("must not hold white space, control characters or backslashes")]
    Characters,
    /// It names a user before its host.
    #[error("must not hold a user or a password before its host")]
    Credentials,
    /// It is too long.
    #[error("must be at most 4096 bytes")]
    Length,
}

/// The URL that a link leads to, written as browsers write it: an absolute URL of the web, with a
/// host and without credentials, in printable ASCII.
///
/// What different programs read differently is refused: white space anywhere, backslashes, and a
/// scheme without its two slashes.
///
/// # Errors
///
/// [`NotATarget`] says what is in the way.
///
/// # Examples
///
/// ```
/// use ticket::{NotATarget, target};
///
/// assert_eq!(target("https://Shop.example/ü?a=b").as_deref(), Ok("https://shop.example/%C3%BC?a=b"));
/// assert_eq!(target("//evil.example"), Err(NotATarget::Scheme));
/// assert_eq!(target("https://shop.example@evil.example/"), Err(NotATarget::Credentials));
/// ```
pub fn target(text: &str) -> Result<String, NotATarget> {
    if text.len() > LONGEST {
        return Err(NotATarget::Length);
    }
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\' || is_hidden(c);
    if text.contains(odd) {
        return Err(NotATarget::Characters);
    }
    let begins =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
    let scheme = ["https://", "http://"].into_iter().find(|it| begins(it));
    let rest = &text[scheme.ok_or(NotATarget::Scheme)?.len()..];
    // Browsers pass over further slashes; others see a URL without a host.
    if rest.is_empty() || rest.starts_with('/') {
        return Err(NotATarget::Unreadable);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(NotATarget::Credentials);
    }
    let url = Url::parse(text).map_err(|_| NotATarget::Unreadable)?;
    let of_the_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !of_the_web || !url.username().is_empty() || url.password().is_some() {
        return Err(NotATarget::Unreadable);
    }
    if url.as_str().len() > LONGEST {
        return Err(NotATarget::Length);
    }
    Ok(url.into())
}

/// Characters that turn or join what stands beside them, and so show another URL than there is.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_leads_into_the_web_is_a_target() {
        for (text, wanted) in [
            ("https://shop.example", "https://shop.example/"),
            ("HTTP://SHOP.example:80/a?b=c#d", "http://shop.example/a?b=c#d"),
            ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
            ("https://192.0.2.7:8443/", "https://192.0.2.7:8443/"),
            ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
            ("https://shop.example/a@b?c=@d", "https://shop.example/a@b?c=@d"),
            (
                "https://shop.example/?next=//evil.example",
                "https://shop.example/?next=//evil.example",
            ),
            ("https://shop.example/a%0d%0ab", "https://shop.example/a%0d%0ab"),
        ] {
            assert_eq!(target(text).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn whatever_else_is_written_is_none() {
        use NotATarget::{Characters, Credentials, Length, Scheme, Unreadable};
        for (text, why) in [
            ("", Scheme),
            ("//evil.example", Scheme),
            ("/\\evil.example", Characters),
            ("\\\\evil.example", Characters),
            ("evil.example", Scheme),
            ("javascript:alert(1)", Scheme),
            ("JaVaScRiPt://shop.example/%0aalert(1)", Scheme),
            ("data:text/html,x", Scheme),
            ("file:///etc/passwd", Scheme),
            ("ftp://shop.example/", Scheme),
            ("https:evil.example", Scheme),
            ("https:/evil.example", Scheme),
            ("https:///evil.example", Unreadable),
            ("https://", Unreadable),
            ("https:///", Unreadable),
            ("https://?a", Unreadable),
            ("https://shop.example:99999/", Unreadable),
            ("https://[::1/", Unreadable),
            ("https://shop.example\\@evil.example/", Characters),
            ("https:\\\\evil.example", Characters),
            ("https://shop.example@evil.example/", Credentials),
            ("https://me:it@shop.example/", Credentials),
            ("https://@shop.example/", Credentials),
        ] {
            assert_eq!(target(text), Err(why), "{text:?}");
        }
        assert_eq!(target(&format!("https://shop.example/{}", "a".repeat(4096))), Err(Length));
        assert_eq!(target(&format!("https://shop.example/{}", "ü".repeat(2000))), Err(Length));
    }

    #[test]
    fn what_is_not_seen_is_refused() {
        for text in [
            " https://shop.example/",
            "https://shop.example/\r\nset-cookie: a=b",
            "https://shop.example/\n",
            "ht\ttps://shop.example/",
            "\u{1}https://shop.example/",
            "https://shop.example/\u{0}",
            "https://shop.example/\u{202e}gpj.exe",
            "https://shop\u{200b}.example/",
            "https://shop.example/\u{a0}",
        ] {
            assert_eq!(target(text), Err(NotATarget::Characters), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_target_can_be_a_header_and_stays_what_it_is(text in "(https?://)?\\PC{0,60}|(?s).{0,60}") {
            if let Ok(target) = target(&text) {
                prop_assert!(target.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert!(target.starts_with("http://") || target.starts_with("https://"));
                prop_assert_eq!(super::target(&target), Ok(target.clone()));
            }
        }
    }
}
