//! Where a webhook's deliveries go: its URL, and what is in it besides.

use super::check;
use crate::api::input::Faults;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use store::{Domains, Verification};
use url::{Position, Url};

/// An endpoint as it was entered, taken apart.
#[derive(Debug)]
pub(super) struct Endpoint {
    /// The URL without user and password.
    pub(super) url: String,
    /// Its host.
    pub(super) host: String,
    /// User and password, as `authorization` says them.
    pub(super) authorization: Option<String>,
}

impl Endpoint {
    /// Checks a URL.
    pub(super) fn read(client: &fetch::Client, text: &str, faults: &mut Faults) -> Option<Self> {
        let mut url = check::url(text, faults)?;
        let authorization = if url.username().is_empty() && url.password().is_none() {
            None
        } else {
            Some(faults.take("/url", authorization(&url))?)
        };
        let mut text = text.to_owned();
        if authorization.is_some() {
            // A URL that has them has a host, and takes them away.
            _ = url.set_username("");
            _ = url.set_password(None);
            url.as_str().clone_into(&mut text);
        }
        faults.take("/url", client.check_url(&url))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        Some(Self { url: text, host, authorization })
    }
}

/// User and password by the scheme `Basic` (RFC 7617).
fn authorization(url: &Url) -> Result<String, &'static str> {
    let decoded = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
    let user = decoded(url.username());
    let password = decoded(url.password().unwrap_or_default());
    if user.contains(&b':') {
        return Err("has a colon in the user's name, which `Authorization` cannot tell");
    }
    let whole = [&user[..], b":", &password[..]].concat();
    if whole.iter().any(u8::is_ascii_control) {
        return Err("has control characters in its user or password");
    }
    Ok(format!("Basic {}", STANDARD.encode(whole)))
}

/// What stays known of an endpoint's owner when its URL changes: all, where scheme, host, port and
/// directory stay as they are, or where a verified domain covers the new one as well.
pub(super) fn still_verified(
    old: (&str, &Verification),
    new: &Endpoint,
    domains: &Domains,
) -> Verification {
    let (old_url, known) = old;
    if place(old_url).is_some() && place(old_url) == place(&new.url) {
        return known.clone();
    }
    match covered(domains, &new.host) {
        Some(verification) => verification,
        None if known.verified || known.lapsed => {
            Verification { verified: false, lapsed: true, file: None, ..known.clone() }
        }
        None => Verification::default(),
    }
}

/// What is known of an endpoint at that host from its domain.
pub(super) fn covered(domains: &Domains, host: &str) -> Option<Verification> {
    let domain = domains.covering(host)?;
    let method = Some("dns".to_owned());
    Some(Verification { verified: true, method, at: Some(domain.at), ..Verification::default() })
}

/// Whether two URLs are of one scheme, host and port.
pub(super) fn same_origin(old: &str, new: &str) -> bool {
    let origin = |text| Url::parse(text).ok().map(|it: Url| it.origin());
    origin(old).is_some() && origin(old) == origin(new)
}

/// Scheme, host and port, and the directory.
fn place(text: &str) -> Option<(url::Origin, String)> {
    let url = Url::parse(text).ok()?;
    Some((url.origin(), directory(&url).to_owned()))
}

/// The path up to its last slash, which it ends with.
pub(super) fn directory(url: &Url) -> &str {
    let path = &url[Position::BeforePath..Position::AfterPath];
    path.rfind('/').map_or("/", |at| &path[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::VerifiedDomain;

    fn endpoint(url: &str) -> Endpoint {
        let host = Url::parse(url).expect("a URL").host_str().expect("a host").to_owned();
        Endpoint { url: url.to_owned(), host, authorization: None }
    }

    #[test]
    fn user_and_password_are_told_as_basic() {
        for (url, wanted) in [
            ("https://me:pw@a.example/", Ok("Basic bWU6cHc=")),
            ("https://me@a.example/", Ok("Basic bWU6")),
            ("https://:pw@a.example/", Ok("Basic OnB3")),
            ("https://m%40e:p%3Aw%C3%A9@a.example/", Ok("Basic bUBlOnA6d8Op")),
            ("https://m%3Ae:pw@a.example/", Err("colon")),
            ("https://me:p%0Aw@a.example/", Err("control")),
            ("https://me:p%0D%0AX-A:%20b@a.example/", Err("control")),
            ("https://m%00e:pw@a.example/", Err("control")),
        ] {
            let told = authorization(&Url::parse(url).expect("a URL"));
            match wanted {
                Ok(wanted) => assert_eq!(told.as_deref(), Ok(wanted), "{url}"),
                Err(word) => assert!(told.expect_err(url).contains(word), "{url}"),
            }
        }
    }

    #[test]
    fn what_was_known_lapses_with_another_place() {
        let at = Some(7);
        let method = Some("file".to_owned());
        let known = Verification { verified: true, method, at, ..Verification::default() };
        let none = Domains::default();
        let old = "https://hooks.shop.example/dir/in.php?a=1";
        for (new, verified) in [
            ("https://hooks.shop.example/dir/in.php?a=2", true),
            ("https://hooks.shop.example:443/dir/other.php", true),
            ("https://hooks.shop.example/dir/", true),
            ("https://hooks.shop.example/dir", false),
            ("https://hooks.shop.example/in.php", false),
            ("https://hooks.shop.example:444/dir/in.php", false),
            ("http://hooks.shop.example/dir/in.php", false),
            ("https://shop.example/dir/in.php", false),
        ] {
            let now = still_verified((old, &known), &endpoint(new), &none);
            assert_eq!((now.verified, now.lapsed), (verified, !verified), "{new}");
            assert_eq!((now.at, now.method.as_deref()), (Some(7), Some("file")), "{new}");
        }
        let nothing = still_verified((old, &none_known()), &endpoint("https://b.example/"), &none);
        assert_eq!(nothing, none_known(), "what was not known cannot lapse");
        let verified = vec![VerifiedDomain { name: "shop.example".into(), at: 9 }];
        let domains = Domains { token: None, verified };
        let now = still_verified((old, &known), &endpoint("https://b.shop.example/"), &domains);
        assert_eq!((now.verified, now.at, now.method.as_deref()), (true, Some(9), Some("dns")));
    }

    fn none_known() -> Verification {
        Verification::default()
    }
}
