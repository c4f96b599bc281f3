//! Waiting for what must come about.

use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How long a test waits for what a healthy hub does at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again and again until there is an answer.
///
/// # Panics
///
/// When there is none within twenty seconds.
#[track_caller]
pub fn until<T>(ask: impl AsyncFnMut() -> Option<T>) -> impl Future<Output = T> {
    let place = std::panic::Location::caller();
    async move {
        let found = within(PATIENCE, ask).await;
        found.unwrap_or_else(|| panic!("{place}: it did not come about"))
    }
}

/// Asks again and again until there is an answer, or that much time has passed.
pub async fn within<T>(patience: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + patience;
    let mut tick = interval(Duration::from_millis(10));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let found = ask().await;
        if found.is_some() || Instant::now() >= end {
            return found;
        }
    }
}
