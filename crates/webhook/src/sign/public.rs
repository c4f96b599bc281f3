//! Public keys, as receivers take them.

use super::Algorithm;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// What the public key of Ed25519 begins with (RFC 8410): the algorithm, then 32 bytes.
const ED25519: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The half of a pair that everybody may know.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey {
    /// What it checks.
    pub algorithm: Algorithm,
    /// As X.509 writes it (RFC 5280, `SubjectPublicKeyInfo`).
    der: Vec<u8>,
    /// The 32 bytes of an Ed25519 key; an RSA key's modulus and exponent.
    parts: Vec<Vec<u8>>,
}

impl PublicKey {
    pub(super) fn ed25519(bytes: &[u8]) -> Self {
        let der = [&ED25519[..], bytes].concat();
        Self { algorithm: Algorithm::Ed25519, der, parts: vec![bytes.to_vec()] }
    }

    pub(super) fn rsa(der: &[u8], modulus: &[u8], exponent: &[u8]) -> Self {
        let parts = vec![modulus.to_vec(), exponent.to_vec()];
        Self { algorithm: Algorithm::Rsa, der: der.to_vec(), parts }
    }

    /// `whpk_` and base 64, as Standard Webhooks writes keys for `v1a`; of RSA there is none.
    #[must_use]
    pub fn standard(&self) -> Option<String> {
        let [bytes] = &self.parts[..] else { return None };
        Some(format!("whpk_{}", STANDARD.encode(bytes)))
    }

    /// The record of the DNS that publishes it, in the form of DKIM (RFC 6376, section 3.6.1).
    #[must_use]
    pub fn record(&self) -> String {
        let (kind, key) = match (self.algorithm, &self.parts[..]) {
            // RFC 8463: the bare key.
            (Algorithm::Ed25519, [bytes]) => ("ed25519", bytes),
            _ => ("rsa", &self.der),
        };
        format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(key))
    }

    /// A JSON Web Key (RFC 7517, RFC 8037) of that name.
    #[must_use]
    pub fn jwk(&self, name: &str) -> Value {
        let part = |place: usize| URL_SAFE_NO_PAD.encode(&self.parts[place]);
        match self.algorithm {
            Algorithm::Ed25519 => json!({
                "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": name,
                "x": part(0),
            }),
            Algorithm::Rsa => json!({
                "kty": "RSA", "alg": "RS256", "use": "sig", "kid": name,
                "n": part(0), "e": part(1),
            }),
        }
    }

    /// PEM, in lines of 64 characters.
    #[must_use]
    pub fn pem(&self) -> String {
        let encoded = STANDARD.encode(&self.der);
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for line in encoded.as_bytes().chunks(64) {
            // Base 64 is ASCII.
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem + "-----END PUBLIC KEY-----\n"
    }
}
