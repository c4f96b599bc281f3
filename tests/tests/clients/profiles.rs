//! Each way to sign, by libraries of others: all that is signed is taken, and nothing else.

use crate::Program;
use rand::RngExt;
use serde_json::{Value, json};
use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};
use webhook::{
    Algorithm, DatedSecret, KeyPair, Message, PrivateKey, Profile, PublicKey, Secret, SigningKeys,
};

/// How many requests are signed, and how many of those are changed.
const COUNT: usize = 10_000;

const SENDER: &str = "environment-7731";
const RECORD: &str = "t1._domainkey.shop.example";

#[test]
fn the_python_libraries_take_what_is_signed() {
    if let Some(path) = tests::python_path() {
        let python = Program::new("python3", "verify_all.py", Some(("PYTHONPATH", path)));
        for profile in [Profile::V1, Profile::V1a, Profile::Rfc9421, Profile::Rfc9421Hmac] {
            judge(&python, profile);
        }
    }
}

#[test]
fn the_node_libraries_take_what_is_signed() {
    if let Some(path) = tests::node_path() {
        let node = Program::new("node", "verify_all.cjs", Some(("NODE_PATH", path)));
        for profile in [Profile::V1, Profile::Cavage] {
            judge(&node, profile);
        }
    }
}

#[test]
fn a_receiver_in_php_takes_what_is_signed() {
    if tests::php() {
        judge(&Program::new("php", "verify_all.php", None), Profile::Cavage);
    }
}

fn judge(program: &Program, profile: Profile) {
    let signed = signed(profile);
    all_are(&program.ask(&signed), b'y', &signed);
    let others = signed.iter().zip(0..).map(|(it, place)| changed(profile, it, place));
    let others: Vec<_> = others.collect();
    all_are(&program.ask(&others), b'n', &others);
    println!("{profile}: {COUNT} of {COUNT} taken, {COUNT} of {COUNT} changed ones refused");
}

/// One letter for each, and all the same.
fn all_are(said: &str, letter: u8, requests: &[Value]) {
    assert_eq!((said.len(), requests.len()), (COUNT, COUNT));
    let others = said.bytes().zip(requests).filter(|(it, _)| *it != letter);
    let others: Vec<_> = others.map(|(_, request)| request).collect();
    assert!(others.is_empty(), "{} of {COUNT}, such as {}", others.len(), others[0]);
}

/// The keys that sign, and those that check.
struct Keys {
    secret: Secret,
    ed25519: PrivateKey,
    rsa: PrivateKey,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys {
    secret: Secret::new(rand::random()),
    ed25519: PrivateKey::generate(Algorithm::Ed25519, &mut rand::rng()).expect("a key"),
    rsa: PrivateKey::generate(Algorithm::Rsa, &mut rand::rng()).expect("a key"),
});

impl Keys {
    fn signing(&self, profile: Profile) -> SigningKeys {
        let pairs = [("k1", &self.ed25519), (RECORD, &self.rsa)];
        let pairs = pairs.map(|(name, key)| KeyPair::new(name, key, None).expect("a pair"));
        let secrets = [DatedSecret::from(self.secret.clone())];
        SigningKeys::with(&[profile], &secrets, pairs.into(), SENDER)
    }

    /// What a receiver has: a key, and the name that it goes by.
    fn checking(&self, profile: Profile) -> Value {
        let public = |key: &PrivateKey| -> PublicKey { key.public().expect("a key") };
        match profile {
            Profile::V1 | Profile::Rfc9421Hmac => {
                let secret = self.secret.expose();
                let key = secret.strip_prefix("whsec_").expect("its form");
                json!({"key": key, "key_id": self.secret.name()})
            }
            Profile::V1a | Profile::Rfc9421 => {
                let key = public(&self.ed25519).standard().expect("its form");
                json!({"key": key.strip_prefix("whpk_").expect("its form"), "key_id": "k1"})
            }
            Profile::Cavage => {
                let key = public(&self.rsa);
                json!({"key": key.pem(), "record": key.record(), "key_id": RECORD, "sender": SENDER})
            }
        }
    }
}

/// What bodies and paths are made of.
const BODY: &str = "abcXYZ019 {}[]\":,.&=%+\\/<>'\u{1}\r\n\tжé\u{2028}\u{1f600}";
const PATH: &str = "abcxyz019/-._~?&=";

/// Some of these characters, up to that many.
fn text(of: &str, most: usize) -> String {
    let characters: Vec<char> = of.chars().collect();
    let mut rng = rand::rng();
    let length = rng.random_range(1..=most);
    (0..length).map(|_| characters[rng.random_range(0..characters.len())]).collect()
}

/// Requests with bodies of all kinds.
fn signed(profile: Profile) -> Vec<Value> {
    let keys = KEYS.signing(profile);
    let checking = KEYS.checking(profile);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let one = |_| {
        let (body, path) = (text(BODY, 400), format!("/{}", text(PATH, 30)));
        let (id, host) = (format!("evt_{:x}", rand::random::<u64>()), "hooks.example:8443");
        let uri = format!("https://{host}{path}");
        let message = Message {
            id: &id,
            timestamp: i64::try_from(now).expect("a time"),
            uri: &uri,
            host,
            path: &path,
            content_type: "application/json",
            body: body.as_bytes(),
            nonce: rand::random(),
        };
        let mut headers = json!({
            "host": host, "content-type": "application/json", "webhook-id": id,
            "webhook-timestamp": now.to_string(), "content-length": body.len().to_string()
        });
        for (name, value) in &keys.headers(&message).0 {
            headers[name.as_str()] = value.to_str().expect("text").into();
        }
        let mut request = json!({
            "profile": profile.to_string(), "url": uri, "path": path, "host": host,
            "headers": headers, "body": body
        });
        for (name, value) in checking.as_object().expect("an object") {
            request[name] = value.clone();
        }
        request
    };
    (0..COUNT).map(one).collect()
}

/// A request with one thing changed that is signed.
fn changed(profile: Profile, request: &Value, place: usize) -> Value {
    const STANDARD: &[&str] = &["body", "webhook-id", "webhook-timestamp", "webhook-signature"];
    const MESSAGES: &[&str] = &[
        "body",
        "webhook-id",
        "webhook-timestamp",
        "content-type",
        "content-digest",
        "signature",
        "signature-input",
        "url",
    ];
    const CAVAGE: &[&str] = &[
        "body",
        "host",
        "date",
        "content-length",
        "content-type",
        "x-copernica-id",
        "digest",
        "x-nonce",
        "signature",
        "path",
    ];
    let what = match profile {
        Profile::V1 | Profile::V1a => STANDARD,
        Profile::Rfc9421 | Profile::Rfc9421Hmac => MESSAGES,
        Profile::Cavage => CAVAGE,
    };
    let name = what[place % what.len()];
    let mut changed = request.clone();
    let place = match name {
        "body" | "url" | "path" => &mut changed[name],
        name => &mut changed["headers"][name],
    };
    let before = place.as_str().expect("text").to_owned();
    *place = otherwise(name, &before).into();
    assert_ne!(&changed, request);
    changed
}

/// Another text of the same kind.
fn otherwise(name: &str, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let place = match name {
        // Behind the version or the label, within the bytes; the last letters may hold no bits.
        "webhook-signature" | "content-digest" | "digest" => 12 + rand::rng().random_range(0..20),
        "signature" if text.starts_with("sig1=") => 8 + rand::rng().random_range(0..20),
        "signature" => {
            text.find("signature=\"").expect("a value") + 12 + rand::rng().random_range(0..200)
        }
        "signature-input" => text.find("created=").expect("a time") + 17,
        "url" => text.len() - 1,
        _ => rand::rng().random_range(0..characters.len()),
    };
    characters[place] = match characters[place] {
        c @ '0'..='8' => char::from(c as u8 + 1),
        '9' => '0',
        'A' => 'B',
        'a' => 'b',
        c if c.is_ascii_uppercase() => 'A',
        'ж' => 'a',
        _ if name == "body" => 'ж',
        _ => 'a',
    };
    characters.into_iter().collect()
}
