//! The one place that is called although its address may not be public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// A part of one exact origin that is always called, at an address of its own: where the one who
/// calls listens itself, in plain HTTP, whatever stands before it on the public side.
///
/// # Examples
///
/// ```
/// use fetch::{Client, Exempt, Options};
/// use url::Url;
///
/// let public = Url::parse("https://hub.example.com").expect("a URL");
/// let listen = "127.0.0.1:8420".parse().expect("an address");
/// let exempt = Some(Exempt::new(public, "/sandbox/", listen));
/// let client = Client::new(Options { exempt, ..Options::default() }).expect("a client");
/// let own = Url::parse("https://hub.example.com/sandbox/7").expect("a URL");
/// assert_eq!(client.check_url(&own), Ok(()));
/// ```
#[derive(Clone, Debug)]
pub struct Exempt {
    origin: Url,
    prefix: String,
    dial: SocketAddr,
}

impl Exempt {
    /// What begins with that path at the origin of that URL, to be called at `dial`. Where one
    /// listens on all addresses, the loopback address is called.
    #[must_use]
    pub fn new(origin: Url, prefix: impl Into<String>, mut dial: SocketAddr) -> Self {
        if dial.ip().is_unspecified() {
            dial.set_ip(match dial {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        Self { origin, prefix: prefix.into(), dial }
    }

    /// Where it is called.
    pub(crate) fn dial(&self) -> SocketAddr {
        self.dial
    }

    /// Whether that URL is exempt: scheme, host, port and the path's beginning are the same, and
    /// there is no user information.
    pub(crate) fn covers(&self, url: &Url) -> bool {
        url.path().starts_with(&self.prefix)
            && url.scheme() == self.origin.scheme()
            && url.host() == self.origin.host()
            && url.port_or_known_default() == self.origin.port_or_known_default()
            && url.username().is_empty()
            && url.password().is_none()
    }

    /// The same path and query at the address that is dialled.
    pub(crate) fn redirect(&self, url: &Url) -> Url {
        let host = match self.dial.ip() {
            IpAddr::V4(ip) => Host::<String>::Ipv4(ip),
            IpAddr::V6(ip) => Host::Ipv6(ip),
        };
        let text =
            format!("http://{host}:{}{}", self.dial.port(), &url[url::Position::BeforePath..]);
        Url::parse(&text).unwrap_or_else(|_| url.clone())
    }
}
