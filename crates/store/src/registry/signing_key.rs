//! The key pairs of projects.

use super::No;
use std::fmt;
use std::sync::OnceLock;
use webhook::{Algorithm, PrivateKey, PublicKey};

/// A key pair that signs what a project's webhooks get.
#[derive(Clone)]
pub struct SigningKey {
    /// Its short name within the store.
    pub no: No,
    /// The project.
    pub project: No,
    /// What receivers find it by; of an RSA key the first label of its record in the DNS.
    pub name: String,
    /// Its secret half.
    pub key: PrivateKey,
    /// Whether it signs; one that does not is still to be published.
    pub active: bool,
    /// When it stops, in milliseconds since 1970; never, where there is none.
    pub until: Option<i64>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Worked out when somebody asks for it first: of an RSA key that takes a while.
    pub(crate) public: OnceLock<Option<PublicKey>>,
}

impl SigningKey {
    /// Its public half; none where the store holds something else than a key.
    #[must_use]
    pub fn public(&self) -> Option<&PublicKey> {
        self.public.get_or_init(|| self.key.public().ok()).as_ref()
    }

    /// What it signs with.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.key.algorithm
    }

    /// Whether it signs at that time, in milliseconds since 1970.
    #[must_use]
    pub fn signs(&self, now: i64) -> bool {
        self.active && self.until.is_none_or(|until| now < until)
    }

    /// What receivers find it by, for a project of that domain.
    #[must_use]
    pub fn id(&self, domain: &str) -> String {
        match self.key.algorithm {
            Algorithm::Ed25519 => self.name.clone(),
            Algorithm::Rsa => format!("{}._domainkey.{domain}", self.name),
        }
    }
}

// By hand, because the key must not reach a log.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("name", &self.name).finish_non_exhaustive()
    }
}
