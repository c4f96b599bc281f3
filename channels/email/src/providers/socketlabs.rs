//! SocketLabs event webhooks: one event a request, or a batch.
//! Auth: nothing is signed; every event holds the secret key of the webhook.
//! Shape: a JSON object, alone or as `data`, or an array of them; a form of the older notifications.
//! See <https://help.socketlabs.com/docs/event-webhooks>.

mod record;

use adapter::lenient::{as_text, entries};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Fields, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::Value;

pub(super) struct SocketLabs;

const KEY: &str = "secret_key";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "socketlabs",
    title: "SocketLabs",
    proof: "The secret key of the webhook, which every event holds.",
    covers: Covers::Nothing,
    docs: "https://help.socketlabs.com/docs/event-webhooks",
    steps: "Under Configuration > Event Webhooks add the callback URL with every event, copy the secret key and validate the endpoint. Send your own ids as message id and metadata.",
    secrets: &[Secret::required("secret_key", "The secret key of the webhook.")],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
        EventKind::EmailAutoReplied,
    ],
};

impl Adapter for SocketLabs {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let keys = setup.secrets.get(KEY)?;
        let body = body(callback).map_err(|_| Refusal::Missing(KEY))?;
        let given = |entry: &Value| as_text(&record::unwrapped(entry)["SecretKey"]);
        let mut proofs = entries(&body).iter().map(|entry| {
            proof::equal(given(entry).ok_or(Refusal::Missing(KEY))?.as_bytes(), keys, KEY)
        });
        // One that lacks it is not the provider's, and nor is what stands beside it.
        let first = proofs.next().ok_or(Refusal::Missing(KEY))??;
        proofs.try_fold(first, |_, proof| proof)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body = body(verified.callback())?;
        let entries = entries(&body).iter().map(record::unwrapped);
        Ok(entries.filter(|it| it["Type"] != "Validation").map(record::event).collect())
    }
}

/// JSON, or a form as an object; metadata in it is JSON in a text.
fn body(callback: &Callback) -> Result<Value, Malformed> {
    if callback.body.trim_ascii_start().first().is_none_or(|it| b"{[".contains(it)) {
        return Ok(serde_json::from_slice(&callback.body)?);
    }
    let form = Fields::of_form(&callback.body);
    let read = |(key, value): (&str, &str)| match key {
        "Data" => (key.to_owned(), serde_json::from_str(value).unwrap_or_default()),
        _ => (key.to_owned(), Value::from(value)),
    };
    Ok(form.pairs().map(read).collect())
}
