//! Networks: those that deliveries may reach although they are not public, and those of proxies.

use super::broken::BadValue;
use ipnet::IpNet;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Networks as `10.0.0.0/8`, or single addresses: a text with commas, or a list.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Networks(pub Vec<IpNet>);

impl FromStr for Networks {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(network).collect::<Result<_, _>>().map(Self)
    }
}

fn network(text: &str) -> Result<IpNet, BadValue> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    let found = text.parse::<IpNet>().or_else(|_| one());
    let wrong = |_| BadValue::new(format!("`{text}` is no network such as `10.0.0.0/8`"));
    found.map(|net| net.trunc()).map_err(wrong)
}

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&all.join(","))
    }
}

impl<'de> Deserialize<'de> for Networks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrList)
    }
}

struct TextOrList;

impl<'de> Visitor<'de> for TextOrList {
    type Value = Networks;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("networks, as a text with commas or a list")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Networks, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Networks, A::Error> {
        let mut all = Vec::new();
        while let Some(text) = list.next_element::<String>()? {
            all.push(network(text.trim()).map_err(A::Error::custom)?);
        }
        Ok(Networks(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_addresses_in_one_text() {
        let networks: Networks = "10.1.2.3/8, 127.0.0.1,::1/128,".parse().expect("networks");
        assert_eq!(networks.to_string(), "10.0.0.0/8,127.0.0.1/32,::1/128");
        for wrong in ["10.0.0/8", "10.0.0.0/33", "localhost", "10.0.0.0/8;10.1.0.0/8"] {
            let error = wrong.parse::<Networks>().expect_err(wrong);
            assert!(error.to_string().contains(wrong), "{error}");
        }
    }
}
