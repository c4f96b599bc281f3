//! Where requests of the hub come from.

use super::broken::BadValue;
use super::networks::Networks;
use super::text::optional;
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// Where the hub calls from, as far as its operator knows. It is told, and nothing follows from it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Outgoing {
    /// The addresses that requests come from: none, so that nobody is told of any.
    pub addresses: Networks,
    /// A name whose records in the DNS hold these addresses: none.
    #[serde(deserialize_with = "optional")]
    pub name: Option<HostName>,
}

/// The name of a host.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HostName(pub String);

impl FromStr for HostName {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match url::Host::parse(text) {
            Ok(url::Host::Domain(name)) if name.contains('.') => Ok(Self(name)),
            _ => Err(BadValue::new("must be a name such as `egress.example.com`")),
        }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_of_the_dns() {
        let name: HostName = "Egress.Example.com".parse().expect("a name");
        assert_eq!(name.to_string(), "egress.example.com");
        for wrong in ["192.0.2.1", "[::1]", "localhost", "", "https://a.example"] {
            assert!(wrong.parse::<HostName>().is_err(), "{wrong}");
        }
    }
}
