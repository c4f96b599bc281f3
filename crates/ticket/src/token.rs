//! The text of a ticket in a URL.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event::ProjectId;

/// The version of what a token is made of.
const VERSION: u8 = 1;

/// How many bytes stand before the nonce: the version and the project.
const HEAD: usize = 17;

/// How many bytes a nonce has.
pub(crate) const NONCE: usize = 12;

/// How many bytes the cipher adds.
const TAG: usize = 16;

/// How long a token may be, in characters.
const LONGEST: usize = 32 << 10;

/// A token, as far as it can be read without a key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Token(Vec<u8>);

impl Token {
    /// Reads a text; none where it is no token of a version that is known here.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let whole = bytes.len() > HEAD + NONCE + TAG && bytes[0] == VERSION;
        whole.then_some(Self(bytes))
    }

    /// The project whose key opens it, where it is genuine.
    #[must_use]
    pub fn project(&self) -> ProjectId {
        let mut id = [0; 16];
        id.copy_from_slice(&self.0[1..HEAD]);
        uuid::Uuid::from_bytes(id).into()
    }

    /// What every token of a project begins with.
    #[must_use]
    pub fn head(project: ProjectId) -> [u8; HEAD] {
        let mut head = [VERSION; HEAD];
        head[1..].copy_from_slice(project.uuid().as_bytes());
        head
    }

    /// Puts a token together.
    pub(crate) fn write(head: &[u8], nonce: &[u8], sealed: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode([head, nonce, sealed].concat())
    }

    /// Its head, its nonce and what is sealed.
    pub(crate) fn parts(&self) -> (&[u8], [u8; NONCE], &[u8]) {
        let (head, rest) = self.0.split_at(HEAD);
        let (nonce, sealed) = rest.split_at(NONCE);
        let mut own = [0; NONCE];
        own.copy_from_slice(nonce);
        (head, own, sealed)
    }
}
