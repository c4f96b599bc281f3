//! The mail providers we read, one module each.

mod ahasend;
mod brevo;
mod customerio;
mod elasticemail;
mod lettermint;
mod loops;
mod mailbox;
mod mailchannels;
mod mailchimp;
mod maileroo;
mod mailersend;
mod mailgun;
mod mailjet;
mod mailomat;
mod mailpace;
mod mailtrap;
mod mandrill;
mod postal;
mod postmark;
mod resend;
mod scaleway;
mod sendgrid;
mod ses;
mod smtp2go;
mod smtpeter;
mod socketlabs;
mod sparkpost;
mod sweego;
mod unisendergo;
mod zeptomail;

use adapter::Adapter;

/// Every provider of this channel.
pub static ADAPTERS: &[&dyn Adapter] = &[
    &ahasend::AhaSend,
    &brevo::Brevo,
    &customerio::CustomerIo,
    &elasticemail::ElasticEmail,
    &lettermint::Lettermint,
    &loops::Loops,
    &mailbox::Mailbox,
    &mailchannels::MailChannels,
    &mailchimp::Mailchimp,
    &maileroo::Maileroo,
    &mailersend::MailerSend,
    &mailgun::Mailgun,
    &mailjet::Mailjet,
    &mailomat::Mailomat,
    &mailpace::MailPace,
    &mailtrap::Mailtrap,
    &mandrill::Mandrill,
    &postal::Postal,
    &postmark::Postmark,
    &resend::Resend,
    &scaleway::Scaleway,
    &sendgrid::SendGrid,
    &ses::Ses,
    &smtp2go::Smtp2Go,
    &smtpeter::SmtPeter,
    &socketlabs::SocketLabs,
    &sparkpost::SparkPost,
    &sweego::Sweego,
    &unisendergo::UnisenderGo,
    &zeptomail::ZeptoMail,
];
