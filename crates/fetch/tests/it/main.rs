//! The client against real servers on loopback.

mod bodies;
mod environment;
mod exempt;
mod faults;
mod guard;
mod names;
mod redirects;
mod server;
mod spellings;
mod statuses;
mod timeouts;
mod tls;
