//! The client against real servers on loopback.

mod bodies;
mod caller;
mod environment;
mod exempt;
mod faults;
mod guard;
mod halves;
mod kept;
mod names;
mod redirects;
mod server;
mod spellings;
mod stale;
mod statuses;
mod target;
mod timeouts;
mod tls;
