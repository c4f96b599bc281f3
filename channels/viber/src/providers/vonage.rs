//! Vonage's Messages API: status of Viber Business Messages.
//! Auth: a JSON Web Token that names the SHA-256 of the body.
//! Shape: one JSON object a request, in version 1 and the shape before it.
//! See <https://developer.vonage.com/en/messages/concepts/messages-status-callbacks>.

use crate::kinds;
use adapter::dialect::vonage::{self, Notice};
use adapter::proof::Proof;
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Skipped, Verified,
};
use event::{Channel, Event, EventKind};

pub(super) struct Vonage;

static FACTS: Facts = Facts {
    channel: Channel::Viber,
    name: "vonage",
    title: "Vonage Messages",
    proof: "A JSON Web Token, signed with the signature secret, that names the body's SHA-256.",
    covers: Covers::Bytes,
    docs: "https://developer.vonage.com/en/messages/concepts/messages-status-callbacks",
    steps: "Enter the callback URL as status URL of the application that sends. What you send as client_ref comes back as metadata.",
    secrets: &[Secret::required(
        "signature_secret",
        "The signature secret of the account, under API settings.",
    )],
    settings: &[],
    kinds: kinds::STATUSES,
};

impl Adapter for Vonage {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        vonage::verify(callback, setup.secrets.get("signature_secret")?)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        Ok(Parsed::from(tell(Notice::read(verified.body())?)))
    }
}

fn tell(notice: Notice) -> Result<Event, Skipped> {
    if notice.channel().is_some_and(|channel| !channel.starts_with("viber")) {
        return Err(Skipped::known("not Viber"));
    }
    let kind = match notice.status() {
        Some(word) => meaning(&word, notice.ran_out())?,
        None if notice.text().is_some() => return Err(Skipped::known("incoming message")),
        None => return Err(Skipped::unknown("no status")),
    };
    notice.event(kind)
}

/// Vonage's words, in ours.
fn meaning(word: &str, ran_out: bool) -> Result<EventKind, Skipped> {
    Ok(match word {
        "delivered" => EventKind::ViberDelivered,
        "read" => EventKind::ViberViewed,
        "rejected" | "undeliverable" if ran_out => EventKind::ViberExpired,
        "rejected" => EventKind::ViberRejected,
        "undeliverable" => EventKind::ViberFailed,
        "submitted" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}
