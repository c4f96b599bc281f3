//! MailerSend webhooks: one activity a request.
//! Auth: HMAC-SHA256 over the raw body, in which slashes are escaped.
//! Shape: a JSON object of `type` and `data`; `data.email` is the message, `data.morph` what came of it.
//! See <https://developers.mailersend.com/api/v1/webhooks>.

mod record;

use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Answer, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Verified,
};
use event::{Channel, EventKind};
use serde_json::{Map, Value};

pub(super) struct MailerSend;

const SIGNATURE: &str = "signature";

/// MailerSend signs the ping of a webhook that is being saved with this, which everybody knows. It
/// must not prove anything else.
const PING_SECRET: &str = "test_Am3L1GuOIc4blLUuHqAPxxwkZaJyEk8G";
const PING: &str = "webhook.test";

static FACTS: Facts = Facts {
    channel: Channel::Email,
    name: "mailersend",
    title: "MailerSend",
    proof: "HMAC-SHA256 over the body.",
    covers: Covers::Bytes,
    docs: "https://developers.mailersend.com/api/v1/webhooks",
    steps: "Under Email > Domains > Manage > Webhooks add the callback URL, choose every event and copy the signing secret. Send your own ids as tags.",
    secrets: &[Secret::required("signing_secret", "The signing secret of the webhook.")],
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

impl Adapter for MailerSend {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let ping = if is_ping(callback) { signed(callback, &[PING_SECRET]).ok() } else { None };
        ping.map_or_else(|| signed(callback, setup.secrets.get("signing_secret")?), Ok)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let mut parsed = Parsed::default();
        if body.get("type").is_none_or(|word| word != PING) {
            parsed.push(record::event(&Value::Object(body)));
        }
        Ok(parsed)
    }

    fn handshake(&self, callback: &Callback, _setup: &Setup) -> Option<Answer> {
        let ping = is_ping(callback) && signed(callback, &[PING_SECRET]).is_ok();
        ping.then(Answer::default)
    }
}

fn signed<K: AsRef<[u8]>>(callback: &Callback, keys: &[K]) -> Result<Proof, Refusal> {
    let tag = callback.hex_header(SIGNATURE)?;
    proof::hmac_sha256(keys, &[&callback.body], &tag, SIGNATURE)
}

fn is_ping(callback: &Callback) -> bool {
    let body = serde_json::from_slice::<Value>(&callback.body);
    body.is_ok_and(|body| body["type"] == PING)
}
