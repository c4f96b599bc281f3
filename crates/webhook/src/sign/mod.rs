//! Signatures: who sent it, and that nobody changed it.

mod cavage;
mod keys;
mod message;
mod pair;
mod profile;
mod public;
mod rfc9421;
mod secret;
#[cfg(test)]
mod tests;

pub use self::keys::{Base, SigningKeys};
pub use self::message::Message;
pub use self::pair::{Algorithm, KeyPair, PrivateKey, UnusableKey};
pub use self::profile::Profile;
pub use self::public::PublicKey;
pub use self::secret::{DatedSecret, Secret, UnusableSecret};

pub(crate) use self::secret::Tag;
