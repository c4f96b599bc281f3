//! The ways browsers report that we read, one module each.

mod beacon;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] = &[&beacon::Beacon];
