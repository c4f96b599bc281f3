//! The SMS providers we read, one module each.

mod africastalking;
mod aws;
mod azure;
mod bandwidth;
mod brevo;
mod bulksms;
mod clickatell;
mod clicksend;
mod cm;
#[path = "8x8.rs"]
mod eight_by_eight;
#[path = "46elks.rs"]
mod elks46;
mod gatewayapi;
mod gms;
mod infobip;
mod link;
mod lox24;
mod messagebird;
mod messente;
mod mobizon;
mod plivo;
mod routee;
mod seven;
mod sinch;
mod sinch_conversation;
mod smpp;
mod smsapi;
mod smsbox;
mod smsto;
mod smtp2go;
mod sweego;
mod telesign;
mod telnyx;
mod textmagic;
mod turbosms;
mod twilio;
mod vonage;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] = &[
    &africastalking::ADAPTER,
    &aws::Aws,
    &azure::ADAPTER,
    &bandwidth::ADAPTER,
    &brevo::ADAPTER,
    &bulksms::ADAPTER,
    &clickatell::ADAPTER,
    &clicksend::ADAPTER,
    &cm::ADAPTER,
    &eight_by_eight::ADAPTER,
    &elks46::ADAPTER,
    &gatewayapi::GatewayApi,
    &gms::ADAPTER,
    &infobip::ADAPTER,
    &link::ADAPTER,
    &lox24::Lox24,
    &messagebird::MessageBird,
    &messente::Messente,
    &mobizon::Mobizon,
    &plivo::Plivo,
    &routee::ADAPTER,
    &seven::Seven,
    &sinch::Sinch,
    &sinch_conversation::SinchConversation,
    &smpp::ADAPTER,
    &smsapi::ADAPTER,
    &smsbox::ADAPTER,
    &smsto::ADAPTER,
    &smtp2go::ADAPTER,
    &sweego::Sweego,
    &telesign::Telesign,
    &telnyx::Telnyx,
    &textmagic::ADAPTER,
    &turbosms::TurboSms,
    &twilio::Twilio,
    &vonage::Vonage,
];
