//! What is counted of commits.

use super::Writer;
use metrics::{Histogram, histogram};
use std::fmt;
use std::time::Duration;

/// Handles, looked up once.
pub(super) struct Meters {
    seconds: Histogram,
    size: Histogram,
}

impl Meters {
    pub(super) fn new() -> Self {
        Self {
            seconds: histogram!("tidings_fsync_seconds"),
            size: histogram!("tidings_commit_batch_size"),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a batch has some thousand callbacks at most")]
    fn committed(&self, callbacks: usize, took: Duration) {
        if callbacks > 0 {
            self.seconds.record(took.as_secs_f64());
            self.size.record(callbacks as f64);
        }
    }
}

impl Writer {
    /// So many callbacks are on disk by one sync of the journal, or one transaction of PostgreSQL.
    pub(super) fn note(&mut self, callbacks: usize, took: Duration) {
        self.pace.note(callbacks, took);
        self.meters.committed(callbacks, took);
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meters")
    }
}
