//! The SMS providers we read, one module each.

mod twilio;
mod vonage;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] = &[&twilio::Twilio, &vonage::Vonage];
