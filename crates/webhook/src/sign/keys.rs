//! All that signs a webhook's deliveries.

use super::cavage;
use super::message::Message;
use super::pair::{KeyPair, Signer};
use super::profile::Profile;
use super::rfc9421::{self, By};
use super::secret::{DatedSecret, Key, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;

/// The keys that sign a webhook's deliveries: one, or several while they rotate.
#[derive(Clone)]
pub struct SigningKeys {
    profiles: Box<[Profile]>,
    secrets: Box<[Key]>,
    pairs: Box<[KeyPair]>,
    /// Who sends, where a profile says so.
    sender: Box<str>,
}

/// A text that was signed, and how.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Base {
    /// How.
    pub profile: Profile,
    /// What.
    pub text: String,
}

impl SigningKeys {
    /// Prepares secrets for Standard Webhooks `v1` once, so that an attempt does not have to.
    #[must_use]
    pub fn new(secrets: &[Secret]) -> Self {
        let secrets: Vec<_> = secrets.iter().cloned().map(DatedSecret::from).collect();
        Self::with(&[Profile::V1], &secrets, Vec::new(), "")
    }

    /// Prepares keys for these profiles. `sender` is what `x-copernica-id` says.
    #[must_use]
    pub fn with(
        profiles: &[Profile],
        secrets: &[DatedSecret],
        pairs: Vec<KeyPair>,
        sender: &str,
    ) -> Self {
        Self {
            profiles: profiles.into(),
            secrets: secrets.iter().map(Key::new).collect(),
            pairs: pairs.into(),
            sender: sender.into(),
        }
    }

    /// Whether they sign by Standard Webhooks `v1` and nothing else: then [`sign`](Self::sign) is
    /// all there is.
    #[must_use]
    pub fn are_plain(&self) -> bool {
        *self.profiles == [Profile::V1]
    }

    /// The value of `webhook-signature` for an attempt: `v1,BASE64`, one a secret that counts at
    /// that time, parted by spaces.
    ///
    /// `timestamp` is in seconds since 1970. Source: the Standard Webhooks specification,
    /// "Signature scheme".
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut value = String::with_capacity(48 * self.secrets.len());
        for key in self.secrets.iter().filter(|it| counts(it.until, timestamp)) {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str("v1,");
            STANDARD.encode_string(key.tag(id, timestamp, body), &mut value);
        }
        value
    }

    /// The headers that sign a request, and the texts that were signed.
    #[must_use]
    pub fn headers(&self, message: &Message<'_>) -> (HeaderMap, Vec<Base>) {
        let mut signed = Signed::default();
        for profile in &self.profiles {
            match profile {
                Profile::V1 => {
                    let value = self.sign(message.id, message.timestamp, message.body);
                    signed.standard(*profile, &value, message);
                }
                Profile::V1a => {
                    let value = self.sign_v1a(message);
                    signed.standard(*profile, &value, message);
                }
                Profile::Rfc9421 | Profile::Rfc9421Hmac => {
                    self.rfc9421(*profile, message, &mut signed);
                }
                Profile::Cavage => self.cavage(message, &mut signed),
            }
        }
        let Signed { mut headers, standard, bases } = signed;
        if !standard.is_empty() {
            put(&mut headers, "webhook-signature", &standard);
        }
        (headers, bases)
    }

    fn ed25519(&self, timestamp: i64) -> impl Iterator<Item = &KeyPair> {
        let all = self.pairs.iter().filter(move |it| counts(it.until, timestamp));
        all.filter(|it| matches!(it.signer, Signer::Ed25519(_)))
    }

    fn sign_v1a(&self, message: &Message<'_>) -> String {
        let text = standard_text(message);
        let of = |pair: &KeyPair| format!("v1a,{}", STANDARD.encode(pair.signer.sign(&text)));
        self.ed25519(message.timestamp).map(of).collect::<Vec<_>>().join(" ")
    }

    fn rfc9421(&self, profile: Profile, message: &Message<'_>, signed: &mut Signed) {
        let digest = rfc9421::content_digest(message);
        let sign = |by: &By<'_>, sign: &dyn Fn(&[u8]) -> Vec<u8>| {
            let input = rfc9421::input(message, by);
            let text = rfc9421::base(message, &digest, &input);
            (input, rfc9421::bytes(&sign(text.as_bytes())), text)
        };
        let all: Vec<_> = if profile == Profile::Rfc9421Hmac {
            let keys = self.secrets.iter().filter(|it| counts(it.until, message.timestamp));
            let by = |key| By { key, algorithm: "hmac-sha256" };
            keys.map(|it| sign(&by(&it.name), &|text| it.mac(text).to_vec())).collect()
        } else {
            let by = |key| By { key, algorithm: "ed25519" };
            let keys = self.ed25519(message.timestamp);
            keys.map(|it| sign(&by(&it.name), &|text| it.signer.sign(text))).collect()
        };
        let (mut inputs, mut signatures) = (Vec::new(), Vec::new());
        for ((input, signature, text), place) in all.into_iter().zip(1..) {
            inputs.push(format!("sig{place}={input}"));
            signatures.push(format!("sig{place}={signature}"));
            signed.bases.push(Base { profile, text });
        }
        put(&mut signed.headers, "content-digest", &digest);
        put(&mut signed.headers, "signature-input", &inputs.join(", "));
        put(&mut signed.headers, "signature", &signatures.join(", "));
    }

    /// Only one key signs: the receiver looks up the one that is named.
    fn cavage(&self, message: &Message<'_>, signed: &mut Signed) {
        let mut pairs = self.pairs.iter().filter(|it| counts(it.until, message.timestamp));
        let Some(pair) = pairs.find(|it| matches!(it.signer, Signer::Rsa(_))) else { return };
        let headers = cavage::Headers::of(message, &self.sender);
        let text = headers.text(message);
        let value = cavage::value(&pair.name, &pair.signer.sign(text.as_bytes()));
        for (name, value) in [
            ("date", &headers.date),
            ("digest", &headers.digest),
            ("x-copernica-id", &headers.id),
            ("x-nonce", &headers.nonce),
            ("signature", &value),
        ] {
            put(&mut signed.headers, name, value);
        }
        signed.bases.push(Base { profile: Profile::Cavage, text });
    }
}

/// What came of signing so far.
#[derive(Default)]
struct Signed {
    headers: HeaderMap,
    /// The values of `webhook-signature`.
    standard: String,
    bases: Vec<Base>,
}

impl Signed {
    fn standard(&mut self, profile: Profile, value: &str, message: &Message<'_>) {
        if !self.standard.is_empty() && !value.is_empty() {
            self.standard.push(' ');
        }
        self.standard.push_str(value);
        // What was written by the hub is UTF-8.
        let text = String::from_utf8_lossy(&standard_text(message)).into_owned();
        self.bases.push(Base { profile, text });
    }
}

fn standard_text(message: &Message<'_>) -> Vec<u8> {
    let Message { id, timestamp, body, .. } = message;
    [format!("{id}.{timestamp}.").as_bytes(), body].concat()
}

/// Whether a key that ends then counts at that time: milliseconds, and seconds, since 1970.
fn counts(until: Option<i64>, timestamp: i64) -> bool {
    until.is_none_or(|until| timestamp.saturating_mul(1000) < until)
}

/// All values are ASCII, but for a sender's id, which was checked when it was set up.
fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeys").field("profiles", &self.profiles).finish_non_exhaustive()
    }
}
