//! The SMS providers we read, one module each.

mod infobip;
mod twilio;
mod vonage;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] = &[&infobip::Infobip, &twilio::Twilio, &vonage::Vonage];
