//! Sealing tickets, and opening them.

use crate::token::NONCE;
use crate::{Purpose, Ticket, Token};
use event::ProjectId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::fmt;

/// A project's key. Does not print itself.
pub struct Key(LessSafeKey);

/// No ticket, or none that this key sealed for that purpose and that may be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no ticket, or none of this key and for this purpose")]
pub struct NotATicket;

impl Key {
    /// A key of 32 bytes that nobody can guess.
    ///
    /// # Panics
    ///
    /// Never: that is how long keys of this cipher are.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, bytes);
        Self(LessSafeKey::new(key.expect("keys of AES-256 have 32 bytes")))
    }

    /// Seals a ticket into a token: `base64url(1 | project | nonce | AES-256-GCM of the JSON)`,
    /// without padding. What is before the nonce and the purpose's name are authenticated with it.
    ///
    /// A nonce is used once: 12 random bytes are good for some four billion tokens of a key.
    ///
    /// # Panics
    ///
    /// Never: the cipher fails on texts of 64 GiB.
    #[must_use]
    pub fn seal(
        &self,
        project: ProjectId,
        purpose: Purpose,
        ticket: &Ticket,
        nonce: [u8; NONCE],
    ) -> String {
        let head = Token::head(project);
        let mut sealed = ticket.to_json();
        let unique = Nonce::assume_unique_for_key(nonce);
        let done = self.0.seal_in_place_append_tag(unique, aad(&head, purpose), &mut sealed);
        done.expect("a ticket is no 64 GiB");
        Token::write(&head, &nonce, &sealed)
    }

    /// Opens a token that was made for that purpose.
    ///
    /// # Errors
    ///
    /// [`NotATicket`] for all causes: another key, another purpose, something changed, or a ticket
    /// that must not be used.
    pub fn open(&self, purpose: Purpose, token: &Token) -> Result<Ticket, NotATicket> {
        let (head, nonce, sealed) = token.parts();
        let mut sealed = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let opened = self.0.open_in_place(nonce, aad(head, purpose), &mut sealed);
        let ticket = Ticket::of_json(opened.map_err(|_| NotATicket)?).ok_or(NotATicket)?;
        if ticket.faults(purpose).is_empty() { Ok(ticket) } else { Err(NotATicket) }
    }
}

fn aad(head: &[u8], purpose: Purpose) -> Aad<Vec<u8>> {
    Aad::from([head, purpose.name().as_bytes()].concat())
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

#[cfg(test)]
mod tests;
