//! The SMS providers we read, one module each.

mod twilio;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] = &[&twilio::Twilio];
