//! What is around a hub: the time, and the network.

use super::clock;
use std::fmt;
use store::Clock;

/// What a hub has around it. Tests bring their own.
pub struct Outside {
    /// What says the time, in milliseconds since 1970: the system's.
    pub clock: Clock,
    /// The network. What the configuration says goes first, an exemption aside: that takes the
    /// place of the sandbox's.
    pub network: fetch::Options,
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outside")
    }
}

impl Default for Outside {
    fn default() -> Self {
        Self { clock, network: fetch::Options::default() }
    }
}
