//! SMTPeter and Copernica webhooks: one event a request.
//! Auth: an RSA signature over headers, the digest of the body among them; its key is in the DNS.
//! Shape: a form whose keys nest in brackets, or a JSON object.
//! See <https://www.smtpeter.com/en/documentation/webhooks>.

mod form;
mod record;
mod returned;
mod signature;
#[cfg(test)]
mod tests;

use self::signature::Signature;
use crate::public_key::public_key;
use adapter::check::{self, Unfit};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, KeyRequest, Malformed, Parsed, Refusal, Secret, Setup,
    Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct SmtPeter;

const SENDER: &str = "x-copernica-id";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "smtpeter",
    title: "SMTPeter",
    proof: "An RSA signature over the headers and a digest of the body, by a key from Copernica's DNS.",
    covers: Covers::Bytes,
    docs: "https://www.smtpeter.com/en/documentation/webhooks",
    steps: "Add a webhook with the callback URL for each type of event. Set the file that SMTPeter asks for as the source's verification_file, and send your own ids as tags.",
    secrets: &[
        Secret::required(
            "copernica_id",
            "What X-Copernica-ID says of your account: environment- or account- and its number.",
        )
        .formed(account),
        Secret::optional(
            "public_key",
            "The p= of the DKIM record that signs, where it must not be fetched; it changes by the month.",
        )
        .formed(|key| check::rsa_key(public_key(key), check::LONG_RSA)),
    ],
    settings: &[],
    kinds: &[
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailUnsubscribed,
        EventKind::EmailProfileCreated,
        EventKind::EmailProfileUpdated,
        EventKind::EmailProfileDeleted,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
        EventKind::EmailAutoReplied,
    ],
};

/// Passes the number of an account as the header writes it.
fn account(value: &str) -> Result<(), Unfit> {
    let number = value.trim().trim_start_matches(|it: char| it.is_ascii_alphabetic());
    let number = number.strip_prefix(['-', '_']).unwrap_or_default();
    let plain = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    check::unless(plain, "must be such as `environment-123` or `account-123`")
}

impl Adapter for SmtPeter {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        is_for_the_account(callback, setup)?;
        let signature = Signature::of(callback)?;
        let pinned = setup.secrets.find("public_key").unwrap_or_default();
        let pinned = pinned.iter().map(String::as_str);
        let fetched = setup.key.as_deref().and_then(|key| std::str::from_utf8(key).ok());
        let fetched = fetched.filter(|_| pinned.len() == 0);
        let keys: Vec<_> = pinned.chain(fetched).filter_map(public_key).collect();
        signature.verify(callback, &keys)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body = verified.body();
        let object: Map<String, Value> = if body.trim_ascii_start().starts_with(b"{") {
            serde_json::from_slice(body)?
        } else {
            form::nested(body)
        };
        Ok(record::event(&Value::Object(object)).into())
    }

    /// Asked for only where the callback is for the account: nobody else makes the hub look for it.
    fn key(&self, callback: &Callback, setup: &Setup) -> Result<Option<KeyRequest>, Refusal> {
        if setup.secrets.find("public_key").is_some() {
            return Ok(None);
        }
        is_for_the_account(callback, setup)?;
        Signature::of(callback)?.key().map(Some)
    }
}

/// Older pages write the number behind an underscore.
fn is_for_the_account(callback: &Callback, setup: &Setup) -> Result<(), Refusal> {
    let plain = |id: &str| id.trim().replace('_', "-");
    let right: Vec<_> = setup.secrets.get("copernica_id")?.iter().map(|it| plain(it)).collect();
    proof::equal(plain(callback.header(SENDER)?).as_bytes(), &right, SENDER).map(drop)
}
