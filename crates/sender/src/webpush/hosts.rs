//! Which push services may be called: an endpoint is what a browser says, and anybody may say it is
//! one.

use std::str::FromStr;
use url::{Host, Url};

/// The services of the browsers, all of them by HTTPS.
const USUAL: [&str; 4] = [
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.notify.windows.com",
    "*.push.apple.com",
];

/// The push services that may be called: those of the browsers, and others that are named.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Hosts {
    more: Vec<More>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum More {
    /// A host, or all below one, by HTTPS.
    Host(String),
    /// An exact origin, by whatever it says.
    Origin(String),
}

/// A text that names no push service.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "must be a host such as `push.example.com` or `*.example.com`, or an origin with its scheme"
)]
pub struct NotAHost;

impl Hosts {
    /// Those of the browsers and these: hosts, `*.` with a host for all below it, or origins.
    ///
    /// # Errors
    ///
    /// [`NotAHost`] where one of them is none of these.
    pub fn and<'a>(more: impl IntoIterator<Item = &'a str>) -> Result<Self, NotAHost> {
        let more = more.into_iter().map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { more })
    }

    /// Whether an endpoint there may be called.
    #[must_use]
    pub fn allow(&self, endpoint: &Url) -> bool {
        let plain = endpoint.username().is_empty() && endpoint.password().is_none();
        let Some(Host::Domain(host)) = endpoint.host() else {
            return plain && self.names(endpoint);
        };
        let secure = endpoint.scheme() == "https" && endpoint.port().is_none();
        let usual = USUAL.iter().any(|pattern| matches(pattern, host));
        plain && (secure && usual || self.names(endpoint))
    }

    fn names(&self, endpoint: &Url) -> bool {
        let host = endpoint.host_str().unwrap_or_default();
        let secure = endpoint.scheme() == "https" && endpoint.port().is_none();
        self.more.iter().any(|more| match more {
            More::Host(pattern) => secure && matches(pattern, host),
            More::Origin(origin) => endpoint.origin().ascii_serialization() == *origin,
        })
    }
}

impl FromStr for More {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        if text.contains("://") {
            let url = Url::parse(text).map_err(|_| NotAHost)?;
            let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
            let ours = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
            return (bare && ours)
                .then(|| Self::Origin(url.origin().ascii_serialization()))
                .ok_or(NotAHost);
        }
        let name = text.strip_prefix("*.").unwrap_or(text);
        let is_name = name.contains('.')
            && Host::parse(name)
                .is_ok_and(|host| matches!(&host, Host::Domain(domain) if domain == name));
        is_name.then(|| Self::Host(text.to_owned())).ok_or(NotAHost)
    }
}

fn matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.')),
        None => host == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_push_services_are_called() {
        let hosts = Hosts::and(["push.example.org", "http://127.0.0.1:9000"]).expect("hosts");
        for (endpoint, allowed) in [
            ("https://fcm.googleapis.com/fcm/send/a", true),
            ("https://updates.push.services.mozilla.com/wpush/v2/a", true),
            ("https://wns2-db5p.notify.windows.com/w/?token=a", true),
            ("https://web.push.apple.com/a", true),
            ("https://push.example.org/a", true),
            ("http://127.0.0.1:9000/a", true),
            ("http://fcm.googleapis.com/a", false),
            ("https://fcm.googleapis.com:444/a", false),
            ("https://fcm.googleapis.com.evil.example/a", false),
            ("https://evilpush.apple.com/a", false),
            ("https://push.apple.com/a", false),
            ("https://a@web.push.apple.com/a", false),
            ("https://web.push.apple.com@evil.example/a", false),
            ("http://push.example.org/a", false),
            ("https://a.push.example.org/a", false),
            ("http://127.0.0.1:9001/a", false),
            ("https://127.0.0.1:9000/a", false),
            ("http://169.254.169.254/latest", false),
            ("https://[::1]/a", false),
            ("data:text/plain,a", false),
        ] {
            assert_eq!(hosts.allow(&Url::parse(endpoint).expect("a URL")), allowed, "{endpoint}");
        }
    }

    #[test]
    fn what_names_no_service_is_refused() {
        for text in
            ["", "*", "*.", "example", "a b.example", "https://a.example/x", "ftp://a.example"]
        {
            assert_eq!(Hosts::and([text]), Err(NotAHost), "{text}");
        }
    }
}
