//! Key pairs on the wire: their public halves.

use crate::api::wire::{Record, time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Project;
use utoipa::ToSchema;

/// A key pair of a project: its public half, as receivers take it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "t5c2kq7x3b4n6vza2",
    "algorithm": "ed25519",
    "key_id": "t5c2kq7x3b4n6vza2",
    "state": "active",
    "public_key": "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "jwk": {"kty": "OKP", "crv": "Ed25519", "kid": "t5c2kq7x3b4n6vza2", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    "pem": "-----BEGIN PUBLIC KEY-----\n…",
    "record": null,
    "created_at": "2026-03-24T08:23:20.000Z",
    "until": null
}))]
pub(super) struct SigningKey {
    /// Its id.
    id: String,
    /// What it signs with.
    algorithm: Algorithm,
    /// What deliveries name it by: of an RSA key the name of its record in the DNS.
    key_id: String,
    /// How far it is.
    state: State,
    /// As Standard Webhooks writes it, `whpk_…`; `null` for RSA.
    public_key: Option<String>,
    /// As a JSON Web Key (RFC 7517).
    #[schema(value_type = Object)]
    jwk: Value,
    /// As PEM.
    pem: String,
    /// The record that publishes an RSA key in the DNS.
    record: Option<Record>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it stops signing; `null` for never.
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// What a key signs with.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SigningAlgorithm)]
pub(super) enum Algorithm {
    /// Ed25519: for `v1a` and `rfc9421`.
    Ed25519,
    /// RSA of 2048 bits with SHA-256: for `cavage`.
    Rsa,
}

/// How far a key is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SigningKeyState)]
enum State {
    /// It is still to be published, and signs nothing.
    Pending,
    /// It signs.
    Active,
    /// It signs until its time is over.
    Ending,
    /// It signs no more, and is shown for a day.
    Ended,
}

impl SigningKey {
    /// None where the store holds something else than a key.
    pub(super) fn show(project: &Project, key: &store::SigningKey, now: i64) -> Option<Self> {
        let public = key.public()?;
        let key_id = key.id(&project.domain);
        let rsa = key.algorithm() == webhook::Algorithm::Rsa;
        let name = key_id.clone();
        Some(Self {
            id: key.name.clone(),
            algorithm: if rsa { Algorithm::Rsa } else { Algorithm::Ed25519 },
            state: match (key.active, key.signs(now), key.until) {
                (false, ..) => State::Pending,
                (true, true, None) => State::Active,
                (true, true, Some(_)) => State::Ending,
                (true, false, _) => State::Ended,
            },
            public_key: public.standard(),
            jwk: public.jwk(&key_id),
            pem: public.pem(),
            record: rsa.then(|| Record { name, kind: "TXT", value: public.record() }),
            key_id,
            created_at: time(key.created_at),
            until: key.until.map(time),
        })
    }
}

impl From<Algorithm> for webhook::Algorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Ed25519 => Self::Ed25519,
            Algorithm::Rsa => Self::Rsa,
        }
    }
}

/// A set of keys (RFC 7517, section 5).
pub(super) fn set(keys: &[Value]) -> Value {
    json!({"keys": keys})
}
