//! Those who follow the feeds of projects: how many they are, what is read for all of them at once,
//! and how a stream ends.

mod seat;
mod stream;
mod tail;
mod told;

pub(crate) use self::stream::{Follower, Form, Wanted};
pub(crate) use self::tail::Heard;
pub(crate) use self::told::{cursor, position};

use self::tail::Tails;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use tokio::sync::watch;

/// Who follows the feeds of projects, at this hub.
#[derive(Debug)]
pub struct Feeds {
    most: u32,
    open: Arc<AtomicU32>,
    tails: Arc<Tails>,
    stops: watch::Sender<bool>,
}

impl Feeds {
    /// Nobody yet, and that many at most.
    #[must_use]
    pub fn new(most: u32) -> Self {
        seat::describe();
        let (stops, _) = watch::channel(false);
        Self { most, open: Arc::default(), tails: Arc::default(), stops }
    }

    /// Has all of them end, as the hub stops.
    pub(crate) fn stop(&self) {
        self.stops.send_replace(true);
    }

    /// Returns when the hub stops.
    pub(crate) fn stopping(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stops = self.stops.subscribe();
        async move {
            // Whoever tells goes away with the hub.
            _ = stops.wait_for(|stops| *stops).await;
        }
    }
}
