//! Several events in one request.

use event::{BatchId, EventId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How many events go out together, and how long is waited for them.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Batch {
    /// How many at most.
    pub events: u16,
    /// How long the first of them waits for others, in milliseconds.
    pub wait_ms: u16,
}

/// What names events that go out together. The same events have the same name in whatever order, so
/// that an endpoint that gets them again knows them.
#[must_use]
pub fn batch_id(events: impl Iterator<Item = EventId>) -> BatchId {
    let mut events: Vec<_> = events.collect();
    events.sort_unstable();
    let mut hash = Sha256::new();
    for event in &events {
        hash.update(event.uuid().as_bytes());
    }
    let bits = hash.finalize()[..16].iter().fold(0, |bits, byte| bits << 8 | u128::from(*byte));
    BatchId::named_by(events.first().map_or(0, |it| it.ms()), bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_events_have_the_same_name() {
        let ids = [1, 2, 3].map(EventId::first_at);
        let name = batch_id(ids.into_iter());
        assert_eq!(name, batch_id(ids.into_iter().rev()));
        assert_eq!(name.ms(), 1);
        assert!(name.to_string().starts_with("bat_0"));
        for others in [&ids[..2], &ids[1..], &[ids[0]], &[]] {
            assert_ne!(name, batch_id(others.iter().copied()));
        }
    }
}
