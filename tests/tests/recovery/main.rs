//! What failed for good, or was never owed, and is sent after all: by jobs, which outlast the hub.

mod bulk;
mod expunge;
mod jobs;
mod kills;
mod load;
mod recover;
mod replay;
mod scene;

/// Hubs that may call this machine.
const HUBS: &[(&str, &str)] = &[("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8")];

/// A time before all events.
const LONG_AGO: &str = "2020-01-01T00:00:00Z";
