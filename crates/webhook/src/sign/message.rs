//! What is signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// A request as signatures see it: a POST, before it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The event's id.
    pub id: &'a str,
    /// Seconds since 1970.
    pub timestamp: i64,
    /// The URL without user information and fragment.
    pub uri: &'a str,
    /// What the header `host` says: the name, and the port where it is not the scheme's own.
    pub host: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// What the header `content-type` says.
    pub content_type: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// A number that no other request has.
    pub nonce: u128,
}

impl Message<'_> {
    /// SHA-256 of the body in base 64.
    pub(super) fn digest(&self) -> String {
        STANDARD.encode(Sha256::digest(self.body))
    }
}
