//! What is counted at the door.

use super::answer::Said;
use adapter::Parsed;
use metrics::{Counter, counter};
use std::fmt;

/// Handles, looked up once.
pub(super) struct Meters {
    skipped_known: Counter,
    skipped_unknown: Counter,
}

impl Meters {
    pub(super) fn new() -> Self {
        Self {
            skipped_known: counter!("tidings_skipped_total", "known" => "true"),
            skipped_unknown: counter!("tidings_skipped_total", "known" => "false"),
        }
    }

    /// Counts what was said to somebody of whom no source is known.
    pub(super) fn count_nobodys(said: &Said) {
        callbacks("none", said.word()).increment(1);
    }

    pub(super) fn count_parsed(&self, parsed: &Parsed) {
        let unknown = parsed.skipped.iter().filter(|it| !it.known).count() as u64;
        self.skipped_unknown.increment(unknown);
        self.skipped_known.increment(parsed.skipped.len() as u64 - unknown);
    }
}

/// What is counted of callbacks of one provider: by its channel and name, as sources of all projects
/// add up.
pub(super) struct Callbacks {
    provider: String,
    /// The usual case, looked up once.
    taken: Counter,
}

impl Callbacks {
    pub(super) fn of(provider: String) -> Self {
        Self { taken: callbacks(&provider, Said::TAKEN), provider }
    }

    pub(super) fn count(&self, said: &Said) {
        match said {
            Said::Taken(_) => self.taken.increment(1),
            said => callbacks(&self.provider, said.word()).increment(1),
        }
    }
}

fn callbacks(provider: &str, result: &'static str) -> Counter {
    let provider = provider.to_owned();
    counter!("tidings_callbacks_received_total", "provider" => provider, "result" => result)
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meters")
    }
}
