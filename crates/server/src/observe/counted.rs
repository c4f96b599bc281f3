//! Events are counted when they are on disk, by whichever way they came in.

use event::EventKind;
use metrics::{Counter, counter};
use std::fmt;
use store::Taken;
use strum::IntoEnumIterator;

/// Handles, looked up once: by the number of a kind.
pub struct Counted {
    new: Vec<Option<Counter>>,
    again: Counter,
}

impl Counted {
    /// Counts from nought, or from where other hubs of this process are.
    #[must_use]
    pub fn new() -> Self {
        let mut new: Vec<_> = (0..=u8::MAX).map(|_| None).collect();
        for kind in EventKind::iter() {
            let labels = [("channel", kind.channel().name()), ("type", kind.name())];
            new[usize::from(kind.number())] = Some(counter!("tidings_events_total", &labels));
        }
        Self { new, again: counter!("tidings_repeats_total") }
    }

    /// Counts events that were taken in.
    pub(crate) fn count(&self, kinds: impl Iterator<Item = EventKind>, taken: &[Taken]) {
        for (kind, taken) in kinds.zip(taken) {
            match &self.new[usize::from(kind.number())] {
                Some(counter) if !taken.duplicate => counter.increment(1),
                _ => self.again.increment(1),
            }
        }
    }
}

impl Default for Counted {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}
