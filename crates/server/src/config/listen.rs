//! Where the hub listens.

use super::broken::BadValue;
use super::text::text;
use serde::Deserializer;
use std::net::SocketAddr;
use std::str::FromStr;

struct Listen(SocketAddr);

impl FromStr for Listen {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let wrong = |_| BadValue::new("must be an address and a port, such as `127.0.0.1:8420`");
        text.parse().map(Self).map_err(wrong)
    }
}

pub(super) fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    text(deserializer).map(|listen: Listen| listen.0)
}
