//! Domains as they are stored and shown.

/// A domain as it is stored: a lower-case A-label. Takes Unicode forms, any case and the dot of
/// the root.
pub(super) fn stored(text: &str) -> Result<String, &'static str> {
    const FORM: &str = "must be a bare domain such as `example.com`: no scheme, port or path";
    let bare = text.strip_suffix('.').unwrap_or(text);
    if bare.contains(|c: char| c.is_whitespace() || ":/?#@[]*".contains(c)) {
        return Err(FORM);
    }
    let ascii = idna::domain_to_ascii_strict(bare).map_err(|_| FORM)?;
    let top = ascii.rsplit('.').next().unwrap_or_default();
    if top.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("must be a name, not an address");
    }
    if ascii.contains('.') || ascii == "localhost" {
        Ok(ascii)
    } else {
        Err("must be a whole domain such as `example.com`")
    }
}

/// The domain as people read it.
pub(super) fn shown(stored: &str) -> String {
    idna::domain_to_unicode(stored).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_domain_has_one_form() {
        for (text, wanted) in [
            ("example.com", "example.com"),
            ("Example.COM.", "example.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("XN--bcher-KVA.example", "xn--bcher-kva.example"),
            ("mail。example.com", "mail.example.com"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(stored(text).as_deref(), Ok(wanted), "{text}");
        }
        assert_eq!(shown("xn--bcher-kva.example"), "bücher.example");
    }

    #[test]
    fn what_is_no_bare_domain_is_refused() {
        for text in [
            "",
            ".",
            "com",
            "https://example.com",
            "example.com:8080",
            "example.com/path",
            "a@example.com",
            "example..com",
            "exa mple.com",
            "127.0.0.1",
            "[::1]",
            "*.example.com",
            "-a.example",
            "a_b.example",
            "xn--a.example",
            "example.com\0",
            "example.com\n",
        ] {
            assert!(stored(text).is_err(), "{text:?} gave {:?}", stored(text));
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_stays_as_it_is(text in "\\PC{0,12}(\\.\\PC{1,8}){0,2}") {
            if let Ok(once) = stored(&text) {
                prop_assert_eq!(stored(&once), Ok(once.clone()));
                prop_assert_eq!(stored(&shown(&once)), Ok(once));
            }
        }
    }
}
