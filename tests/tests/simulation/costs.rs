//! What the model reckons with.

use crate::agenda::{MS, SECOND, Us};

/// As in the product: `crates/store/src/cluster/`, `crates/store/src/writer/upkeep.rs` and
/// `crates/dispatch/src/refill.rs`.
pub(crate) const BEAT: Us = SECOND;
pub(crate) const TERM: Us = 2500 * MS;
pub(crate) const LOOK: Us = 500 * MS;
pub(crate) const UPKEEP: Us = 500 * MS;
pub(crate) const PARK_AFTER: Us = 10 * SECOND;
pub(crate) const MARGIN: Us = 10 * SECOND;
pub(crate) const SLICE: Us = SECOND;
pub(crate) const PATIENCE: Us = 5 * SECOND;
pub(crate) const TICK: Us = 200 * MS;
pub(crate) const FULL_LOOK: Us = 30 * SECOND;
pub(crate) const CLAIM: usize = 256;
pub(crate) const AT_ONCE: usize = 256;
pub(crate) const LOW: usize = 64;
pub(crate) const SIDE_BY_SIDE: usize = 3;
pub(crate) const IN_MEMORY: usize = 32_768;

/// How often a hub commits, in the model.
pub(crate) const COMMIT: Us = 100 * MS;

/// The way to the server and back, and what a connection that reads asks before.
pub(crate) const ROUND_TRIP: Us = 300;

/// The server's processors.
pub(crate) const CORES: usize = 16;

/// What statements cost one of them, as measured with PostgreSQL 15 on a table of 600,000 that
/// wait: one step of a look at all that waits; a claim or an outcome, the row.
pub(crate) const STATEMENT: Us = 300;
pub(crate) const STEP: Us = 44;
pub(crate) const ROW_WRITTEN: Us = 25;
pub(crate) const ROW_READ: Us = 5;
pub(crate) const SLICE_MADE_DUE: Us = 10 * MS;

/// Steps of a look that the model takes at once.
pub(crate) const STEPS: usize = 100;

/// How long the disk takes for a commit: usually, and one time in a hundred.
pub(crate) const SYNC: std::ops::Range<Us> = MS..8 * MS;
pub(crate) const SLOW_SYNC: std::ops::Range<Us> = 50 * MS..400 * MS;

/// How long an endpoint takes, and when a delivery that it refused is due again.
pub(crate) const ANSWER: std::ops::Range<Us> = 20 * MS..300 * MS;
pub(crate) const AGAIN: std::ops::Range<Us> = 3 * SECOND..8 * SECOND;

/// Webhooks, and of each hub: how many deliveries it makes a second at most, and how many events it
/// takes in a second.
pub(crate) const WEBHOOKS: i32 = 1_000_000;
pub(crate) const CAPACITY: u64 = 1000;
pub(crate) const INTAKE: u64 = 20;

/// One delivery of so many fails, as long as events come.
pub(crate) const FAILS: u64 = 20;

/// How often a hub sends, in the model.
pub(crate) const SEND: Us = 10 * MS;
