//! Providers' callbacks that pass, and the many ways in which they do not.

use adapter::Callback;
use http::Method;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Map, Value, json};
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};
use tests::{Answer, Stage, Wire, path_of};

/// One callback.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) query: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Call {
    /// A callback of these headers and that body.
    pub(crate) fn new(headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let headers = headers.iter().map(text).collect();
        Self { method: Method::POST, query: None, headers, body: body.into() }
    }

    /// One of the recordings of a channel, such as `viber/bot/delivered`.
    pub(crate) fn recorded(name: &str) -> Self {
        let (channel, case) = name.split_once('/').expect("a channel and a case");
        let path = tests::root().join(format!("channels/{channel}/fixtures/{case}.http"));
        let recording = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let callback = Callback::from_recording(&recording).expect("a recording");
        let text = |value: &http::HeaderValue| value.to_str().expect("text").to_owned();
        let headers = callback.headers.iter().map(|(name, value)| (name.to_string(), text(value)));
        Self {
            query: callback.url.split_once('?').map(|(_, query)| query.to_owned()),
            headers: headers.filter(|(name, _)| name != "content-length").collect(),
            method: callback.method,
            body: callback.body.to_vec(),
        }
    }

    /// The same without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        let before = self.headers.len();
        self.headers.retain(|(it, _)| !it.eq_ignore_ascii_case(name));
        assert!(self.headers.len() < before, "{name}");
        self
    }

    /// The same with a header of that value.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(it, _)| !it.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends it to a path; gives the answer.
    pub(crate) async fn send(&self, wire: &mut Wire, path: &str) -> Answer {
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let headers = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let mut headers: String = headers.collect();
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            headers.push_str("Host: hub\r\n");
        }
        let (method, length) = (&self.method, self.body.len());
        let head =
            format!("{method} {path}{query} HTTP/1.1\r\n{headers}Content-Length: {length}\r\n\r\n");
        wire.send([head.as_bytes(), &self.body].concat()).await.expect("it reads");
        wire.answer().await.expect("an answer")
    }
}

/// A source, a callback that it takes, and some that it does not.
pub(crate) struct Case {
    pub(crate) provider: &'static str,
    pub(crate) secrets: Value,
    pub(crate) settings: Value,
    pub(crate) good: Call,
    pub(crate) bad: Vec<Call>,
}

impl Case {
    /// Makes the source; gives the path of its callback URL.
    pub(crate) async fn source(&self, stage: &Stage) -> String {
        let made = stage.new_source(self.provider, self.secrets.clone()).await;
        let path = stage.path(&format!("sources/{}", tests::text(&made, "id")));
        stage.admin.patch(&path, json!({"settings": self.settings})).await.is(200);
        path_of(&made)
    }
}

/// What a provider's recordings are proven with.
pub(crate) fn setup(provider: &str) -> Value {
    let (channel, name) = provider.split_once('/').expect("a channel and a provider");
    let path = tests::root().join(format!("channels/{channel}/fixtures/{name}/setup.json"));
    serde_json::from_slice(&fs::read(path).expect("a setup")).expect("JSON")
}

/// One or more of every provider.
pub(crate) fn cases() -> Vec<Case> {
    vec![sendgrid(), twilio(), viber(), telegram(), beacon(), basic(), bearer()]
}

fn sendgrid() -> Case {
    let (signer, other) = (SendGrid::new(), SendGrid::new());
    let body = r#"[{"email":"a@b.example","event":"delivered","sg_event_id":"1"}]"#;
    let good = signer.sign(0, body);
    let (signature, timestamp) = (SendGrid::SIGNATURE, SendGrid::TIMESTAMP);
    let bad = vec![
        good.clone().without(signature),
        good.clone().without(timestamp),
        good.clone().with(signature, "not base 64!"),
        good.clone().with(timestamp, "yesterday"),
        Call { body: body.replace("a@b", "b@b").into(), ..good.clone() },
        other.sign(0, body),
        signer.sign(-3 * 24 * 3600, body),
        signer.sign(3 * 24 * 3600, body),
    ];
    let secrets = json!({"public_key": signer.public_key()});
    Case { provider: "email/sendgrid", secrets, settings: json!({}), good, bad }
}

fn twilio() -> Case {
    let good = Call::recorded("sms/twilio/delivered");
    let mut bad = vec![good.clone().without("x-twilio-signature")];
    for case in ["forged_status", "forged_query", "signed_by_another"] {
        bad.push(Call::recorded(&format!("sms/twilio/{case}")));
    }
    let settings = json!({"registered_url": "https://hub.example.org/in/k3vnq7x2"});
    Case { provider: "sms/twilio", secrets: setup("sms/twilio"), settings, good, bad }
}

fn viber() -> Case {
    let bad = ["unsigned", "signed_by_another", "forged_user", "signature_is_no_hex"];
    let bad = bad.map(|case| Call::recorded(&format!("viber/bot/{case}"))).to_vec();
    let good = Call::recorded("viber/bot/delivered");
    let secrets = setup("viber/bot");
    Case { provider: "viber/bot", secrets, settings: json!({}), good, bad }
}

fn telegram() -> Case {
    let good = Call::recorded("telegram/bot/start");
    let header = "x-telegram-bot-api-secret-token";
    let bad = vec![good.clone().without(header), good.clone().with(header, "another")];
    let secrets = setup("telegram/bot");
    Case { provider: "telegram/bot", secrets, settings: json!({}), good, bad }
}

/// Its tokens age, and its recordings with them: what it takes is another's.
fn beacon() -> Case {
    let mut all: Map<String, Value> =
        serde_json::from_value(setup("webpush/beacon")).expect("an object");
    let origin = all.remove("origin").expect("a setting");
    let bad = ["forged_token", "one_without_token", "kept_too_long", "one_of_another_key"];
    let bad = bad.map(|case| Call::recorded(&format!("webpush/beacon/{case}"))).to_vec();
    let good = Call::recorded("webpush/beacon/permission_denied_desktop");
    let settings = json!({"origin": origin});
    Case { provider: "webpush/beacon", secrets: all.into(), settings, good, bad }
}

fn basic() -> Case {
    let good = Call::recorded("email/smtp2go/delivered_two_spellings");
    let good = good.with("authorization", "Basic bWU6aHVudGVyMg==");
    let bad = vec![
        good.clone().without("authorization"),
        good.clone().with("authorization", "Basic bWU6aHVudGVyMw=="),
        good.clone().with("authorization", "Bearer me:hunter2"),
        good.clone().with("authorization", ""),
    ];
    let secrets = json!({"basic": "me:hunter2"});
    Case { provider: "email/smtp2go", secrets, settings: json!({}), good, bad }
}

fn bearer() -> Case {
    let good = Call::recorded("email/smtp2go/bounce_hard");
    let good = good.with("authorization", "Bearer hunter2-hunter2");
    let bad = vec![
        good.clone().without("authorization"),
        good.clone().with("authorization", "Bearer hunter2-hunter3"),
        good.clone().with("authorization", "Bearer"),
    ];
    let secrets = json!({"bearer": "hunter2-hunter2"});
    Case { provider: "email/smtp2go", secrets, settings: json!({}), good, bad }
}

/// SendGrid, with a key of its own, so that it signs at any time.
pub(crate) struct SendGrid(EcdsaKeyPair);

impl SendGrid {
    const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
    const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

    /// What stands before the point in a public key on P-256: RFC 5480.
    const SPKI: [u8; 26] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
        0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];

    pub(crate) fn new() -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_ASN1_SIGNING, SystemRandom::new());
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        Self(EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).expect("a key"))
    }

    pub(crate) fn public_key(&self) -> String {
        base64(&[&Self::SPKI, self.0.public_key().as_ref()].concat())
    }

    /// A callback signed that many seconds from now.
    pub(crate) fn sign(&self, from_now: i64, body: &str) -> Call {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        let at = (i64::try_from(now).expect("a near time") + from_now).to_string();
        let signature = self.0.sign(&SystemRandom::new(), format!("{at}{body}").as_bytes());
        let signature = base64(signature.expect("a signature").as_ref());
        let headers = [(Self::SIGNATURE, &*signature), (Self::TIMESTAMP, &at)];
        Call::new(&headers, body).with("content-type", "application/json")
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
