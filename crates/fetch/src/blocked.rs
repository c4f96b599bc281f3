//! What the guard says of what it does not let through.

use crate::special::Special;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use url::Url;

/// A URL or an address that is not called; says why.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Blocked {
    /// Neither HTTP nor HTTPS.
    #[error("{0} is neither http nor https")]
    Scheme(String),
    /// User name or password in the URL.
    #[error("the URL holds a user name or password")]
    Userinfo,
    /// No host.
    #[error("the URL names no host")]
    NoHost,
    /// A name that means the machine itself, wherever it is asked (RFC 6761).
    #[error("{0} names the machine itself")]
    LocalName(String),
    /// An address that is not public, nor in an allowed network.
    #[error("{0}")]
    Address(NotPublic),
    /// A name of which no address is public, nor in an allowed network.
    #[error("{name} has no public address: {first}")]
    Name {
        /// The name.
        name: String,
        /// The first of its addresses.
        first: NotPublic,
    },
}

impl Blocked {
    /// The reason in one word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Scheme(_) => "scheme",
            Self::Userinfo => "userinfo",
            Self::NoHost => "no_host",
            Self::LocalName(_) => "local_name",
            Self::Address(_) => "address",
            Self::Name { .. } => "name",
        }
    }

    /// Judges what no guard lets through, whatever it allows.
    pub(crate) fn check_form(url: &Url) -> Result<(), Self> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Self::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Self::Userinfo);
        }
        Ok(())
    }
}

/// An address that is not public.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotPublic {
    /// The address.
    pub ip: IpAddr,
    /// What it is, such as `a loopback address`.
    pub what: &'static str,
    /// The IPv4 address that is written in an IPv6 one, where that is the reason.
    pub inside: Option<Ipv4Addr>,
}

impl NotPublic {
    pub(crate) fn new(ip: IpAddr, special: Special) -> Self {
        Self { ip, what: special.what, inside: special.inside }
    }
}

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ip, what, inside } = self;
        match inside {
            None => write!(f, "{ip} is {what}"),
            Some(inside) => write!(f, "{ip} leads to {inside}, {what}"),
        }
    }
}
