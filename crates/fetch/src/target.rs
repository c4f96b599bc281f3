//! An endpoint, prepared.

use crate::{Blocked, Failure};
use http::header::{ACCEPT, HOST};
use http::{HeaderMap, HeaderValue, Uri};
use rustls::pki_types::ServerName;
use std::net::IpAddr;
use std::sync::Arc;
use url::{Host, Position, Url};

/// What all calls of one endpoint have in common: where it is, and headers. Prepared once, so that
/// a call reads no URL.
///
/// # Examples
///
/// ```
/// use fetch::Target;
/// use http::HeaderMap;
/// use url::Url;
///
/// let url = Url::parse("https://hooks.example/orders").expect("a URL");
/// assert!(Target::new(url, HeaderMap::new()).is_ok());
///
/// let url = Url::parse("ftp://hooks.example/orders").expect("a URL");
/// let failure = Target::new(url, HeaderMap::new()).expect_err("another scheme");
/// assert_eq!(failure.reason(), "blocked_address");
/// ```
#[derive(Clone, Debug)]
pub struct Target {
    pub(crate) url: Url,
    pub(crate) origin: Arc<Origin>,
    /// Path and query: what a request line holds.
    pub(crate) path: Box<str>,
    pub(crate) headers: HeaderMap,
}

/// What connections are shared by.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Origin {
    /// Where the exemption leads. Not the address: that would open it to all that is there.
    Exempt,
    /// A name, whose addresses are looked up for each connection.
    Name { secure: bool, name: Box<str>, port: u16 },
    /// An address.
    Address { secure: bool, ip: IpAddr, port: u16 },
}

impl Target {
    /// Prepares an endpoint whose calls all have these headers. Whether its address may be called
    /// is judged when it is connected to, by the client.
    ///
    /// # Errors
    ///
    /// [`Failure::Blocked`] where no client calls such a URL, and [`Failure::Unsendable`] where it
    /// cannot be written in a request.
    pub fn new(url: Url, mut headers: HeaderMap) -> Result<Self, Failure> {
        Blocked::check_form(&url).map_err(Failure::Blocked)?;
        let secure = url.scheme() == "https";
        let path = &url[Position::BeforePath..Position::AfterQuery];
        Uri::try_from(path).map_err(unsendable)?;
        let path = path.into();
        let authority = &url[Position::BeforeHost..Position::AfterPort];
        let host = HeaderValue::from_str(authority).map_err(unsendable)?;
        headers.entry(HOST).or_insert(host);
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        let port = url.port_or_known_default().unwrap_or_default();
        let origin = match url.host() {
            None => return Err(Failure::Blocked(Blocked::NoHost)),
            Some(Host::Domain(name)) => Origin::Name { secure, name: name.into(), port },
            Some(Host::Ipv4(ip)) => Origin::Address { secure, ip: ip.into(), port },
            Some(Host::Ipv6(ip)) => Origin::Address { secure, ip: ip.into(), port },
        };
        Ok(Self { url, origin: Arc::new(origin), path, headers })
    }

    /// The endpoint's URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl Origin {
    /// Whose certificate is wanted, where the scheme is HTTPS.
    pub(crate) fn server_name(&self) -> Result<Option<ServerName<'static>>, Failure> {
        Ok(match self {
            Self::Name { secure: true, name, .. } => {
                Some(ServerName::try_from(&**name).map_err(unsendable)?.to_owned())
            }
            Self::Address { secure: true, ip, .. } => Some(ServerName::from(*ip)),
            _ => None,
        })
    }
}

fn unsendable(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unsendable(Box::new(error))
}
