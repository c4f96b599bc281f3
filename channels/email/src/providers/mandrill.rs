//! Mandrill (Mailchimp Transactional) webhooks: batches of events and of changes of its lists.
//! Auth: HMAC-SHA1 over the URL as registered, user info included, and the sorted form.
//! Shape: a form with one field, `mandrill_events`, a JSON array.
//! See <https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Answer, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Secret, Setup,
    Verified,
};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct Mandrill;

const SIGNATURE: &str = "x-mandrill-signature";
const EVENTS: &str = "mandrill_events";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mandrill",
    title: "Mandrill",
    proof: "HMAC-SHA1 over the URL as registered and the form.",
    covers: Covers::Values,
    docs: "https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/",
    steps: "Under Settings > Webhooks add the callback URL with every event, and every change of the denylist. Copy the key of the webhook, and send your own ids as metadata.",
    secrets: &[Secret::required(
        "webhook_key",
        "The key of the webhook, which is shown once it is saved.",
    )],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailUnsubscribed,
        EventKind::EmailActivated,
        EventKind::EmailDeactivated,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for Mandrill {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        if is_check(callback) {
            return Ok(proof::address(callback));
        }
        let keys = setup.secrets.get("webhook_key")?;
        let tag = callback.base64_header(SIGNATURE)?;
        let form = Fields::of_form(&callback.body);
        proof::url_and_sorted_form(
            keys,
            std::slice::from_ref(&callback.url),
            form.pairs(),
            &tag,
            SIGNATURE,
        )
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let mut parsed = Parsed::default();
        if !is_check(verified.callback()) {
            let form = Fields::of_form(verified.body());
            let events = form.first(EVENTS).ok_or_else(|| Malformed(format!("no {EVENTS}")))?;
            for entry in serde_json::from_str::<Vec<Value>>(events)? {
                parsed.push(record::event(&entry));
            }
        }
        Ok(parsed)
    }

    fn handshake(&self, callback: &Callback, _setup: &Setup) -> Option<Answer> {
        is_check(callback).then(Answer::default)
    }
}

/// Before a webhook is saved, and so before its key is known, Mandrill asks whether somebody is
/// there: by HEAD, or with an empty list. Neither says anything that would have to be proven.
fn is_check(callback: &Callback) -> bool {
    let form = Fields::of_form(&callback.body);
    let empty = || form.all(EVENTS).iter().all(|events| events.trim() == "[]");
    callback.method == "HEAD" || (form.first(EVENTS).is_some() && empty())
}
