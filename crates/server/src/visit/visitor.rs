//! Who asks, as far as a request says.

use super::Visits;
use crate::Hub;
use crate::listen::Peer;
use axum::extract::FromRequestParts;
use event::Client;
use fetch::AddressGuard;
use http::HeaderMap;
use http::header::{HeaderName, USER_AGENT};
use http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// How much is kept of a user agent's own words, in bytes.
const LONGEST_WORDS: usize = 1000;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Whoever opens a URL.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    user_agent: Option<String>,
    ip: Option<IpAddr>,
    /// Whether it only looks whether something is there, or fetches it ahead of need.
    ahead: bool,
}

impl FromRequestParts<Arc<Hub>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Infallible> {
        let headers = &parts.headers;
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
        Ok(Self {
            user_agent: headers.get(USER_AGENT).and_then(|it| words(it.as_bytes())),
            ip: peer.and_then(|peer| hub.visits.origin(peer, headers)),
            ahead: client::asks_ahead(&parts.method, headers),
        })
    }
}

impl Visitor {
    /// What an event says of it, its user agent unread.
    pub(super) fn client(&self) -> Client {
        Client {
            user_agent: self.user_agent.clone(),
            ip: self.ip.map(|ip| ip.to_string()),
            // Everything that people look with names itself.
            machine: (self.ahead || self.user_agent.is_none()).then_some(true),
            ..Client::default()
        }
    }
}

/// The words of a header, cut to what is kept of them; none where it is blank.
fn words(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    let end = text.floor_char_boundary(LONGEST_WORDS);
    (!text.is_empty()).then(|| text[..end].to_owned())
}

/// An address, with a port or without.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.parse().ok();
    bare.or_else(|| text.parse::<SocketAddr>().ok().map(|it| it.ip()))
}

impl Visits {
    /// Where a visitor is: where its connection begins, or where the nearest proxy that is not the
    /// operator's own says that it does. An address that is not public says nothing of a visitor.
    fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        let forwarded: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let mut nearest = peer.to_canonical();
        let mut before = forwarded.into_iter().rev();
        while self.is_proxy(nearest) {
            // Whoever wrote it cannot be asked again.
            nearest = address(before.next()?.trim())?.to_canonical();
        }
        AddressGuard::default().allows(nearest).then_some(nearest)
    }

    fn is_proxy(&self, ip: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&ip))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use ipnet::IpNet;
    use std::time::Duration;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        let all = all
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        all.collect()
    }

    #[test]
    fn only_the_operators_own_proxies_are_believed() {
        let networks = ["10.0.0.0/8", "127.0.0.1/32"].map(|it| it.parse().expect("a network"));
        let visits = |trusted: &[IpNet]| Visits::new(trusted.to_vec(), Duration::ZERO);
        let (none, ours) = (visits(&[]), visits(&networks));
        for (visits, peer, forwarded, wanted) in [
            (&none, "8.8.8.8", None, Some("8.8.8.8")),
            (&none, "8.8.8.8", Some("9.9.9.9"), Some("8.8.8.8")),
            (&none, "127.0.0.1", Some("9.9.9.9"), None),
            (&ours, "127.0.0.1", Some("9.9.9.9"), Some("9.9.9.9")),
            (&ours, "::ffff:127.0.0.1", Some("9.9.9.9"), Some("9.9.9.9")),
            (&ours, "10.0.0.1", Some("1.1.1.1, 9.9.9.9, 10.0.0.2"), Some("9.9.9.9")),
            (&ours, "10.0.0.1", Some("9.9.9.9:4711"), Some("9.9.9.9")),
            (&ours, "10.0.0.1", Some("[2600::1]:4711"), Some("2600::1")),
            (&ours, "8.8.8.8", Some("9.9.9.9"), Some("8.8.8.8")),
            (&ours, "10.0.0.1", Some("9.9.9.9, unknown"), None),
            (&ours, "10.0.0.1", Some("192.168.0.7"), None),
            (&ours, "10.0.0.1", None, None),
        ] {
            let headers: Vec<_> = forwarded.map(|it| ("x-forwarded-for", it)).into_iter().collect();
            let found = visits.origin(peer.parse().expect("an address"), &self::headers(&headers));
            let found = found.map(|ip| ip.to_string());
            assert_eq!(found.as_deref(), wanted, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn words_are_cut_between_characters() {
        assert_eq!(words(b" \t"), None);
        assert_eq!(words(b" Firefox "), Some("Firefox".to_owned()));
        let cut = words("ü".repeat(600).as_bytes()).expect("words");
        assert_eq!(cut.len(), 1000);
        let cut = words(format!("a{}", "ü".repeat(600)).as_bytes()).expect("words");
        assert_eq!(cut.len(), 999);
    }
}
