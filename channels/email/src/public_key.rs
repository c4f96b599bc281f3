//! Public keys as providers show them.

use adapter::bytes::unbase64;

/// The bytes of a key in base 64: alone, in PEM, or as the `p=` of a DKIM record (RFC 6376).
pub(crate) fn public_key(shown: &str) -> Option<Vec<u8>> {
    let mut tags = shown.split(';').filter_map(|tag| tag.split_once('='));
    let key = match tags.find(|(name, _)| name.trim() == "p") {
        Some((_, key)) => key,
        None => shown,
    };
    let lines = key.trim().split("-----").find(|it| !it.is_empty() && !it.ends_with(" KEY"));
    unbase64(&lines?.split_whitespace().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_three_forms() {
        for shown in [
            "YSBrZXk=",
            " YSBr\n ZXk= ",
            "v=DKIM1; k=rsa; p=YSBrZXk=;",
            "-----BEGIN PUBLIC KEY-----\nYSBr\nZXk=\n-----END PUBLIC KEY-----\n",
        ] {
            assert_eq!(public_key(shown).as_deref(), Some(&b"a key"[..]), "{shown}");
        }
        for shown in ["", "-----BEGIN PUBLIC KEY-----", "no key"] {
            assert_eq!(public_key(shown), None, "{shown}");
        }
    }
}
