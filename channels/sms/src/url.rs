//! The spellings of a URL that its signer may have signed.

/// The URL without its fragment, which is never sent, in both spellings of its port: as it is
/// written, and with the scheme's usual port put in or left out.
pub(crate) fn spellings(url: &str) -> Vec<String> {
    let url = url.split('#').next().unwrap_or_default();
    let mut spellings = vec![url.to_owned()];
    let usual = if url.starts_with("http://") { ":80" } else { ":443" };
    if let Some((scheme, rest)) = url.split_once("://") {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let host = authority.rsplit('@').next().unwrap_or_default();
        let has_port = host.rsplit(']').next().unwrap_or_default().contains(':');
        spellings.extend(match authority.strip_suffix(usual) {
            Some(bare) if has_port => Some(format!("{scheme}://{bare}{path}")),
            None if !has_port => Some(format!("{scheme}://{authority}{usual}{path}")),
            _ => None,
        });
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_port_comes_and_goes() {
        for (url, other) in [
            ("https://a.example/x?y=1", Some("https://a.example:443/x?y=1")),
            ("https://a.example:443/x", Some("https://a.example/x")),
            ("http://a.example?x=:80", Some("http://a.example:80?x=:80")),
            ("https://u:p@a.example/x", Some("https://u:p@a.example:443/x")),
            ("https://u:443@a.example/x", Some("https://u:443@a.example:443/x")),
            ("https://[::1]/x", Some("https://[::1]:443/x")),
            ("https://[::443]:443/x", Some("https://[::443]/x")),
            ("https://a.example:8443/x", None),
            ("http://a.example:443/x", None),
            ("nonsense", None),
        ] {
            assert_eq!(spellings(url)[0], url);
            assert_eq!(spellings(url).get(1).map(String::as_str), other, "{url}");
        }
        assert_eq!(spellings("https://a.example/x#rc=5")[0], "https://a.example/x");
    }

    proptest! {
        #[test]
        fn no_url_makes_it_panic(url in "\\PC{0,24}|https?://[a-z:@\\[\\]/?#é]{0,16}") {
            _ = spellings(&url);
        }

        #[test]
        fn the_other_spelling_leads_back(host in "[a-z]{1,8}", path in "(/[a-z]{0,4})?(\\?[a-z=]{0,4})?") {
            let url = format!("https://{host}{path}");
            let there = spellings(&url)[1].clone();
            prop_assert_eq!(&spellings(&there)[1], &url);
        }
    }
}
