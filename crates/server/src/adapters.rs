//! The dialects of all channels.

use adapter::Adapter;
use event::Channel;
use std::fmt;

/// Every adapter there is. No other place knows them all.
#[derive(Clone, Copy, Default)]
pub struct Adapters;

impl Adapters {
    /// Every adapter, channel by channel.
    pub fn all(self) -> impl Iterator<Item = &'static dyn Adapter> {
        let channels = [
            email::ADAPTERS,
            sms::ADAPTERS,
            webpush::ADAPTERS,
            telegram::ADAPTERS,
            viber::ADAPTERS,
        ];
        channels.into_iter().flatten().copied()
    }

    /// The adapter of that provider on that channel.
    #[must_use]
    pub fn find(self, channel: Channel, provider: &str) -> Option<&'static dyn Adapter> {
        self.all().find(|it| it.facts().channel == channel && it.facts().name == provider)
    }
}

impl fmt::Debug for Adapters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Adapters")
    }
}
