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
    &africastalking::AfricasTalking,
    &aws::Aws,
    &azure::Azure,
    &bandwidth::Bandwidth,
    &brevo::Brevo,
    &bulksms::BulkSms,
    &clickatell::Clickatell,
    &clicksend::ClickSend,
    &cm::Cm,
    &eight_by_eight::EightByEight,
    &elks46::Elks46,
    &gatewayapi::GatewayApi,
    &gms::Gms,
    &infobip::Infobip,
    &link::Link,
    &lox24::Lox24,
    &messagebird::MessageBird,
    &messente::Messente,
    &mobizon::Mobizon,
    &plivo::Plivo,
    &routee::Routee,
    &seven::Seven,
    &sinch::Sinch,
    &sinch_conversation::SinchConversation,
    &smpp::Smpp,
    &smsapi::SmsApi,
    &smsbox::Smsbox,
    &smsto::SmsTo,
    &smtp2go::Smtp2Go,
    &sweego::Sweego,
    &telesign::Telesign,
    &telnyx::Telnyx,
    &textmagic::TextMagic,
    &turbosms::TurboSms,
    &twilio::Twilio,
    &vonage::Vonage,
];
