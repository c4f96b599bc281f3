//! Which addresses may be called.

use crate::Blocked;
use crate::blocked::NotPublic;
use crate::special::special;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Lets public addresses through, and networks that were explicitly allowed.
///
/// # Examples
///
/// ```
/// use fetch::AddressGuard;
/// use url::Url;
///
/// let url = Url::parse("https://0x7f.1/hook").expect("a URL");
/// let blocked = AddressGuard::default().check_url(&url).expect_err("a spelling of loopback");
/// assert_eq!(blocked.to_string(), "127.0.0.1 is a loopback address");
///
/// let guard = AddressGuard::new(["127.0.0.0/8".parse().expect("a network")]);
/// assert_eq!(guard.check_url(&url), Ok(()));
/// ```
#[derive(Clone, Debug, Default)]
pub struct AddressGuard {
    allowed: Vec<IpNet>,
}

impl AddressGuard {
    /// A guard that lets these networks through as well. IPv4 networks cover the IPv6 spelling of
    /// their addresses (`::ffff:…`), and no other form that leads to them.
    #[must_use]
    pub fn new(allowed: impl IntoIterator<Item = IpNet>) -> Self {
        Self { allowed: allowed.into_iter().collect() }
    }

    /// Whether that address may be called.
    #[must_use]
    pub fn allows(&self, ip: IpAddr) -> bool {
        self.check(ip).is_ok()
    }

    /// The allowed network that lets an address through which is not public.
    #[must_use]
    pub fn exception(&self, ip: IpAddr) -> Option<IpNet> {
        let found = self.allowed.iter().find(|net| net.contains(&ip.to_canonical()))?;
        special(ip).map(|_| *found)
    }

    /// Judges what can be judged of a URL without resolving a name. For when a URL is entered, and
    /// again before each request.
    ///
    /// # Errors
    ///
    /// [`Blocked`] when the scheme is not HTTP or HTTPS, when there is user information, when the
    /// host is an address that may not be called, or a name of the machine itself while no
    /// loopback address is allowed.
    pub fn check_url(&self, url: &Url) -> Result<(), Blocked> {
        Blocked::check_form(url)?;
        match url.host() {
            None => Err(Blocked::NoHost),
            Some(Host::Ipv4(ip)) => self.check(ip.into()).map_err(Blocked::Address),
            Some(Host::Ipv6(ip)) => self.check(ip.into()).map_err(Blocked::Address),
            Some(Host::Domain(name)) => self.check_name(name),
        }
    }

    pub(crate) fn check(&self, ip: IpAddr) -> Result<(), NotPublic> {
        match special(ip) {
            Some(why) if self.exception(ip).is_none() => Err(NotPublic::new(ip, why)),
            _ => Ok(()),
        }
    }

    fn check_name(&self, name: &str) -> Result<(), Blocked> {
        let bare = name.trim_end_matches('.');
        if bare.is_empty() {
            return Err(Blocked::NoHost);
        }
        let local = bare == "localhost" || bare.ends_with(".localhost");
        let loopback = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        if local && !loopback.into_iter().any(|ip| self.allows(ip)) {
            return Err(Blocked::LocalName(name.to_owned()));
        }
        Ok(())
    }
}
