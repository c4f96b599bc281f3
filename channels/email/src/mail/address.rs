//! Addresses in texts.

/// The mail addresses that a text holds, each with where it begins.
pub(crate) fn addresses(text: &str) -> Vec<(usize, &str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('@') {
        let Some(start) = local_part(&text[from..at]).map(|it| from + it) else { continue };
        let Some(end) = domain(&text[at + 1..]).map(|it| at + 1 + it) else { continue };
        found.push((start, &text[start..end]));
        from = end;
    }
    found
}

/// The first address that a text holds.
pub(crate) fn address(text: &str) -> Option<&str> {
    addresses(text).first().map(|(_, address)| *address)
}

/// Where a local part begins that ends with the text.
fn local_part(text: &str) -> Option<usize> {
    if let Some(quoted) = text.strip_suffix('"') {
        return quoted.rfind('"').filter(|it| quoted.len() - it <= 64);
    }
    let is_part = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let part = text.trim_end_matches(is_part);
    // What begins an address in earnest is a letter or a digit; quotes and bullets are not its own.
    let begins = |c: char| c.is_alphanumeric() || "_+#$&".contains(c);
    let mut start = part.len() + text[part.len()..].find(begins)?;
    // `SMTP=bob@…` of directories, `to=bob@…` of logs.
    for key in ["smtp=", "to=", "rfc822="] {
        let named = text.get(start..start + key.len());
        if named.is_some_and(|it| it.eq_ignore_ascii_case(key)) && start + key.len() < text.len() {
            start += key.len();
        }
    }
    (text.len() - start <= 255).then_some(start)
}

/// How long a domain is that begins the text.
fn domain(text: &str) -> Option<usize> {
    if let Some(literal) = text.strip_prefix('[') {
        let end = literal.find(']')?;
        let is_ip = literal[..end].bytes().all(|b| b.is_ascii_hexdigit() || b":.IPv".contains(&b));
        return is_ip.then_some(end + 2);
    }
    let is_part = |c: char| c.is_alphanumeric() || "-._".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let domain = text[..end].trim_end_matches(['.', '-', '_']);
    let sound = domain.contains('.') && !domain.starts_with(['.', '-']) && !domain.contains("..");
    (sound && domain.len() <= 255).then_some(domain.len())
}

/// The address of a typed field of a report: `rfc822; bob@example.org`, `utf-8; j\x{F6}rg@…` (RFC
/// 6533), also where the type is missing. An address of another system (X.400, a local name) is
/// none.
pub(crate) fn typed(value: &str) -> Option<String> {
    let (kind, rest) = match value.split_once(';') {
        Some((kind, rest)) => (kind.trim().to_ascii_lowercase(), rest.trim()),
        None => (String::new(), value.trim()),
    };
    if kind == "utf-8" {
        return address(&unescaped(rest)).map(ToOwned::to_owned);
    }
    if let Some(found) = address(rest) {
        return Some(found.to_owned());
    }
    // A host without a dot in its name, which is all that a private network needs.
    let bare = rest.trim_matches(['<', '>', '"', ' ']);
    let bare = bare.split_whitespace().next()?.trim_end_matches('>');
    let (local, host) = bare.split_once('@')?;
    let sound = |it: &str| !it.is_empty() && !it.contains(['<', '>', ',', ';', '@']);
    (sound(local) && sound(host)).then(|| bare.to_owned())
}

/// `\x{HEX}` of RFC 6533 as the characters they stand for.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\x{") {
        plain.push_str(before);
        let end = after.bytes().take(7).position(|b| b == b'}');
        let escape = end.map(|end| (&after[..end], &after[end + 1..]));
        let read = |hex| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        if let Some((c, after)) = escape.and_then(|(hex, rest)| Some((read(hex)?, rest))) {
            plain.push(c);
            rest = after;
        } else {
            plain.push_str("\\x{");
            rest = after;
        }
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_stand_in_many_dresses() {
        for (text, wanted) in [
            ("<bob@example.org>: gone", vec!["bob@example.org"]),
            (
                "'bob@example.org', \"b b\"@example.org.",
                vec!["bob@example.org", "\"b b\"@example.org"],
            ),
            (
                "RCPT TO:<bob+x@sub.example.org> and bob@[192.0.2.1]",
                vec!["bob+x@sub.example.org", "bob@[192.0.2.1]"],
            ),
            ("p=IKON;dda:SMTP=bob@example.org; on Friday", vec!["bob@example.org"]),
            ("* jörg@bücher.example...", vec!["jörg@bücher.example"]),
            ("a@b.example@c.example", vec!["a@b.example"]),
            ("bob@localhost @example.org bob@ bob@-x.org bob@a..b", vec![]),
        ] {
            let found: Vec<_> = addresses(text).into_iter().map(|(_, it)| it).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn reports_type_their_addresses() {
        for (value, wanted) in [
            ("rfc822; bob@example.org", Some("bob@example.org")),
            ("RFC822;<bob@example.org> (Bob)", Some("bob@example.org")),
            ("bob@example.org", Some("bob@example.org")),
            ("rfc822; bob@mail", Some("bob@mail")),
            ("utf-8; j\\x{00f6}rg@example.org", Some("jörg@example.org")),
            ("utf-8; a\\x{110000}@example.org", Some("x{110000}@example.org")),
            ("X400; /CN=bob/", None),
            ("LOCAL; bob", None),
            ("", None),
        ] {
            assert_eq!(typed(value).as_deref(), wanted, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(@|\\.|\\[|\\]|\"|\\\\x\\{|\\}|;|é|f6|\\PC){0,32}") {
            for (at, found) in addresses(&text) {
                prop_assert!(text[at..].starts_with(found));
            }
            _ = typed(&text);
        }
    }
}
