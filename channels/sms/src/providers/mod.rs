//! The SMS providers we read, one module each.

mod infobip;
mod messagebird;
mod twilio;
mod vonage;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] =
    &[&infobip::Infobip, &messagebird::MessageBird, &twilio::Twilio, &vonage::Vonage];
