//! Hubs that share one PostgreSQL: whatever becomes of some of them, or of it, nothing that was
//! acknowledged is lost, and nothing is sent twice without a cause.

mod cut_off;
mod hubs;
mod kills;
mod outage;
mod pinned;
mod restarts;
mod roles;
mod runs;
mod scene;
mod set_up;
mod stalled;
mod stopped;
mod together;

use std::time::Duration;

/// Callbacks a second, and how many a machine of some size must bear.
const LOAD: u32 = 300;
const HEAVY_LOAD: u32 = 2000;

/// How many webhooks there are.
const HOOKS: usize = 8;

/// How long a hub goes on without its store.
const LEASE: Duration = Duration::from_millis(2500);

/// How soon a hub that is gone is found to be, its connection there or not.
const FENCED: Duration = Duration::from_secs(10);
