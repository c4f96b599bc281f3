//! Callbacks that gather for one commit.

use super::Reply;
use crate::{Ingest, Taken};

/// How many events and bytes one commit writes.
pub(super) const MOST_EVENTS: usize = 2048;
const MOST_BYTES: usize = 1 << 20;

/// Callbacks, and whom to tell what became of them.
#[derive(Default)]
pub(super) struct Batch {
    pub ingests: Vec<(Box<Ingest>, Reply<Vec<Taken>>)>,
    events: usize,
    bytes: usize,
}

impl Batch {
    pub(super) fn of(ingests: Vec<(Box<Ingest>, Reply<Vec<Taken>>)>) -> Self {
        Self { ingests, ..Self::default() }
    }

    pub(super) fn add(&mut self, ingest: Box<Ingest>, reply: Reply<Vec<Taken>>) {
        self.events += ingest.events.len();
        self.bytes += ingest.events.iter().map(|event| event.body.len()).sum::<usize>();
        self.bytes += ingest.kept.as_ref().map_or(0, |kept| kept.body.len());
        self.ingests.push((ingest, reply));
    }

    pub(super) const fn is_full(&self) -> bool {
        self.events >= MOST_EVENTS || self.bytes >= MOST_BYTES
    }

    /// What the journal takes, which is events, and the rest.
    pub(super) fn part(self) -> (Self, Self) {
        let (plain, rest) = self.ingests.into_iter().partition(|(it, _)| it.is_plain());
        (Self::of(plain), Self::of(rest))
    }
}
