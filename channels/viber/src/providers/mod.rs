//! The ways to Viber that we read, one module each.

mod amio;
mod bot;
mod cm;
#[path = "8x8.rs"]
mod eight_by_eight;
mod gms;
mod infobip;
mod messente;
mod nxcloud;
mod routee;
mod routemobile;
mod sinch_conversation;
mod turbosms;
mod vonage;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] = &[
    &amio::Amio,
    &bot::Bot,
    &cm::ADAPTER,
    &eight_by_eight::ADAPTER,
    &gms::ADAPTER,
    &infobip::ADAPTER,
    &messente::Messente,
    &nxcloud::ADAPTER,
    &routee::ADAPTER,
    &routemobile::ADAPTER,
    &sinch_conversation::SinchConversation,
    &turbosms::TurboSms,
    &vonage::Vonage,
];
