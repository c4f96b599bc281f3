//! Mail that comes back: reports, complaints, automatic replies, requests to unsubscribe.
//! Auth: nothing is signed; the callback's address is the proof, and signed return addresses
//! tell, and where the source asks for it prove, which message a mail is about.
//! Shape: one mail (RFC 5322) as the body, whatever its media type. See RFC 3464, 3834 and 5965.

mod delivery;
mod feedback;
mod letter;
mod notice;
#[cfg(test)]
mod tests;
mod trace;

use self::trace::Trace;
use crate::mail::{Mail, automatic};
use crate::verp;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setting, Setup, Skipped,
    Verified,
};
use event::{Channel, EventKind};

pub(super) struct Mailbox;

const SIGNED: &str = "signed return address";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailbox",
    title: "Mail that comes back",
    proof: "Nothing is signed: the secret address proves the callback, and return addresses signed with the source's key may be required.",
    covers: Covers::Nothing,
    docs: "https://www.rfc-editor.org/rfc/rfc3464",
    steps: "Have your mail server pipe the mail of your bounce address into `tidings mail-in`, which posts it to the callback URL. Send each message from bounces+m.ID.TAG@ your domain, TAG being the first 16 hexadecimal digits of HMAC-SHA256 with verp_key over m.ID, so that ID comes back as its message_id.",
    secrets: &[Secret {
        name: "verp_key",
        required: false,
        made_here: true,
        proves: true,
        about: "What return addresses are signed with, by you as well: whoever has it can forge bounces.",
        check: Secret::any,
    }],
    settings: &[Setting {
        name: "signed_only",
        about: "true to refuse every mail that shows no return address signed with verp_key; by default it is read, and Message-ID or recipient tell what it is about.",
        check: Setting::flag,
    }],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailUnsubscribed,
        EventKind::EmailListUnsubscribed,
        EventKind::EmailSpam,
        EventKind::EmailAutoReplied,
    ],
};

impl Adapter for Mailbox {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        if setup.is_on("signed_only") {
            let keys = setup.secrets.get("verp_key")?;
            let mail = Mail::read(&callback.body).ok_or(Refusal::Missing(SIGNED))?;
            let ids = trace::return_addresses(&mail);
            let signed = ids.iter().any(|address| verp::id(address, keys).is_some());
            signed.then_some(()).ok_or(Refusal::Mismatch(SIGNED))?;
        }
        Ok(proof::address(callback))
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let mail = Mail::read(verified.body());
        let mail = mail.ok_or_else(|| Malformed("no mail".to_owned()))?;
        let keys = verified.setup().secrets.find("verp_key").unwrap_or_default();
        Ok(unwrapped(&mail, keys))
    }
}

/// What a mail says; where it carries no report itself, but brings back a mail that does, as
/// gateways on the way wrap them, what that one says.
fn unwrapped(mail: &Mail, keys: &[String]) -> Parsed {
    let inner = mail.returned.as_ref().filter(|_| mail.reports.is_empty());
    let inner = inner.and_then(|it| Mail::read(it.as_bytes()));
    let inner = inner.filter(|it| it.reports("delivery-status").next().is_some());
    let told = inner.map(|it| read(&it, keys)).filter(|it| !it.events.is_empty());
    told.unwrap_or_else(|| read(mail, keys))
}

/// What a mail says. Reports that machines can read come first; then who wrote it decides.
fn read(mail: &Mail, keys: &[String]) -> Parsed {
    let trace = Trace::of(mail, keys);
    if let Some(parsed) = feedback::read(mail, &trace).or_else(|| delivery::read(mail, &trace)) {
        return parsed;
    }
    let server = automatic::is_of_a_server(mail);
    let notice = notice::is_one(mail);
    if !server
        && !notice
        && let Some(event) = letter::read(mail, &trace)
    {
        return Parsed::event(event);
    }
    if (server || notice)
        && let Some(parsed) = notice::read(mail, &trace)
    {
        return parsed;
    }
    if mail.reports("disposition-notification").next().is_some() {
        return Parsed::skip(Skipped::known("disposition notification"));
    }
    Parsed::skip(match (server, notice) {
        // A person wrote it, and to people.
        (false, false) => Skipped::known("letter"),
        _ => Skipped::unknown("notice that names no recipient"),
    })
}
