//! Unisender Go (UniOne) webhooks: batches of events.
//! Auth: an MD5 over the body in which the key stands in the place of the MD5.
//! Shape: a JSON object with `events_by_user`, a list of one; or the data of a single event, flat.
//! See <https://godocs.unisender.ru/web-api-ref#callback-format>.

mod record;

use adapter::bytes::unhex;
use adapter::lenient::entries;
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Answer, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct UnisenderGo;

const AUTH: &str = "auth";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "unisendergo",
    title: "Unisender Go",
    proof: "MD5 over the body with the API key in it.",
    covers: Covers::Bytes,
    docs: "https://godocs.unisender.ru/web-api-ref#callback-format",
    steps: "By webhook/set.json register the callback URL for every status, with event_format json_post and delivery_info 1. Send your own ids as metadata.",
    secrets: &[Secret::required(
        "api_key",
        "The API key of the account or project that the webhook was registered with.",
    )],
    settings: &[],
    kinds: &[
        EventKind::EmailProcessed,
        EventKind::EmailDelivered,
        EventKind::EmailDeferred,
        EventKind::EmailSoftBounced,
        EventKind::EmailBounced,
        EventKind::EmailRejected,
        EventKind::EmailFailed,
        EventKind::EmailSubscribed,
        EventKind::EmailUnsubscribed,
        EventKind::EmailRead,
        EventKind::EmailClicked,
        EventKind::EmailSpam,
    ],
};

impl Adapter for UnisenderGo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        if is_check(callback) {
            return Ok(proof::address(callback));
        }
        let keys = setup.secrets.get("api_key")?;
        let body = serde_json::from_slice::<Value>(&callback.body).unwrap_or_default();
        let auth = body[AUTH].as_str().ok_or(Refusal::Missing(AUTH))?;
        // Another case would be the same hash, and another body.
        let hash = unhex(auth).filter(|it| it.len() == 16 && auth.to_lowercase() == auth);
        let hash = hash.ok_or(Refusal::Mismatch(AUTH))?;
        let at = callback.body.windows(auth.len()).position(|it| it == auth.as_bytes());
        let (before, rest) = callback.body.split_at(at.ok_or(Refusal::Mismatch(AUTH))?);
        proof::md5_around_key(keys, before, &rest[auth.len()..], &hash, AUTH)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        if is_check(verified.callback()) {
            return Ok(Parsed::control());
        }
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let body = Value::Object(body);
        if body["event_name"].is_string() {
            return Ok(record::event(&body, &body).into());
        }
        let users = body["events_by_user"].as_array();
        let users = users.ok_or_else(|| Malformed("no events_by_user".to_owned()))?;
        let entries = users.iter().flat_map(|user| entries(&user["events"]));
        Ok(entries.map(|entry| record::event(entry, &entry["event_data"])).collect())
    }

    fn handshake(&self, callback: &Callback, _setup: &Setup) -> Option<Answer> {
        is_check(callback).then(Answer::default)
    }
}

/// Before a webhook is saved somebody is asked for, by an empty GET.
fn is_check(callback: &Callback) -> bool {
    callback.body.is_empty()
}
