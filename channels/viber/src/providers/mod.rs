//! The ways to Viber that we read, one module each.

mod amio;
mod bot;
mod infobip;
mod nxcloud;
mod routemobile;
mod vonage;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] = &[
    &amio::Amio,
    &bot::Bot,
    &infobip::Infobip,
    &nxcloud::NxCloud,
    &routemobile::RouteMobile,
    &vonage::Vonage,
];
