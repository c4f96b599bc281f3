//! How much is enough.

use super::retention::retention;
use super::text::text;
use super::{AtOnce, Size, Span};
use serde::Deserialize;
use std::time::Duration;

/// What the hub takes, keeps and waits for, at most.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// A callback's body: 10 MiB; the largest batches of providers have a few.
    #[serde(deserialize_with = "text")]
    pub body: Size,
    /// A request's head, from the connection or from the answer before it: 10 s. A body has the
    /// same to begin with, and one second more for each 32 KiB.
    #[serde(deserialize_with = "text")]
    pub request: Span,
    /// What is kept of callbacks that could not be read, a source: 16 MiB, a day's worth of a
    /// provider's new word.
    #[serde(deserialize_with = "text")]
    pub kept: Size,
    /// What is kept of an endpoint's answer: 16 KiB, enough to read an error page's message.
    #[serde(deserialize_with = "text")]
    pub response: Size,
    /// One attempt, from its first byte to its last: 15 s. A stop takes no more than this and 2 s.
    #[serde(deserialize_with = "text")]
    pub deadline: Span,
    /// How long events and deliveries are kept: 30 days, a day at least. What is still to be
    /// delivered is kept for longer.
    #[serde(deserialize_with = "retention")]
    pub retention: Span,
    /// How long a link leads somewhere where its maker does not say: 400 days, so that last year's
    /// messages still work.
    #[serde(deserialize_with = "text")]
    pub links: Span,
    /// Streams of events, and requests that wait for some, at a time: 256, which a small machine
    /// bears beside its work.
    #[serde(deserialize_with = "text")]
    pub streams: u32,
    /// Requests at a time for one host and port, whoever's webhooks they are for: 256 a hub, a
    /// quarter of all.
    #[serde(deserialize_with = "text")]
    pub host: AtOnce,
    /// After how long of nothing but failures a webhook is disabled: 5 days, so that a long weekend
    /// is not the end.
    #[serde(deserialize_with = "text")]
    pub disable_after: Span,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: Size(10 << 20),
            request: Span(Duration::from_secs(10)),
            kept: Size(16 << 20),
            response: Size(16 << 10),
            deadline: Span(Duration::from_secs(15)),
            retention: Span(Duration::from_hours(30 * 24)),
            links: Span(Duration::from_hours(400 * 24)),
            streams: 256,
            host: AtOnce(256),
            disable_after: Span(Duration::from_hours(5 * 24)),
        }
    }
}
