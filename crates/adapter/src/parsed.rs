//! What a callback said, and what is said back.

use crate::KeyRequest;
use event::Event;

/// What a callback said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The entries that are events, in the provider's order.
    pub events: Vec<Event>,
    /// The entries that are none.
    pub skipped: Vec<Skipped>,
    /// What to say back, where the provider reads it.
    pub answer: Answer,
    /// An address that the adapter vouches for, to be called once: the provider sends nothing
    /// before (a subscription that must be confirmed).
    pub visit: Option<KeyRequest>,
}

impl Parsed {
    /// One event.
    #[must_use]
    pub fn event(event: Event) -> Self {
        Self { events: vec![event], ..Self::default() }
    }

    /// One entry that is no event.
    #[must_use]
    pub fn skip(skipped: Skipped) -> Self {
        Self { skipped: vec![skipped], ..Self::default() }
    }

    /// A handshake or a ping: nothing happened, and nothing was skipped.
    #[must_use]
    pub fn control() -> Self {
        Self::default()
    }

    /// Takes in what one entry of a batch said.
    pub fn push(&mut self, entry: Result<Event, Skipped>) {
        match entry {
            Ok(event) => self.events.push(event),
            Err(skipped) => self.skipped.push(skipped),
        }
    }
}

impl From<Result<Event, Skipped>> for Parsed {
    /// What the one entry of a callback said.
    fn from(entry: Result<Event, Skipped>) -> Self {
        std::iter::once(entry).collect()
    }
}

impl FromIterator<Result<Event, Skipped>> for Parsed {
    /// What the entries of a batch said, in their order.
    fn from_iter<I: IntoIterator<Item = Result<Event, Skipped>>>(entries: I) -> Self {
        let mut parsed = Self::default();
        entries.into_iter().for_each(|entry| parsed.push(entry));
        parsed
    }
}

impl FromIterator<Result<Vec<Event>, Skipped>> for Parsed {
    /// What the entries of a batch said, of which each may be about several.
    fn from_iter<I: IntoIterator<Item = Result<Vec<Event>, Skipped>>>(entries: I) -> Self {
        let mut parsed = Self::default();
        for entry in entries {
            match entry {
                Ok(events) => parsed.events.extend(events),
                Err(skipped) => parsed.skipped.push(skipped),
            }
        }
        parsed
    }
}

/// An entry that is no event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Skipped {
    /// The provider's word, or what was wrong with the entry.
    pub word: String,
    /// Whether the word is known to be no event (a chat message, "submitted"). Bytes are kept
    /// only for what is not known.
    pub known: bool,
}

impl Skipped {
    /// A word that is known to be no event.
    #[must_use]
    pub fn known(word: impl Into<String>) -> Self {
        Self { word: word.into(), known: true }
    }

    /// A word nobody here has heard of, or an entry that cannot be read.
    #[must_use]
    pub fn unknown(word: impl Into<String>) -> Self {
        Self { word: word.into(), known: false }
    }

    /// Lets an event through that names whom it is about, or which message.
    ///
    /// # Errors
    ///
    /// [`Skipped`] when it names neither, and so would tell nobody anything.
    pub fn unless_named(event: Event) -> Result<Event, Self> {
        let named = event.recipient.is_some() || event.message_id.is_some();
        named.then_some(event).ok_or_else(|| Self::unknown("neither recipient nor message"))
    }
}

/// What is said back to the provider with a 200; by default nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Answer {
    /// The media type, where there is a body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// The callback as a whole is not what the provider documents. The hub keeps its bytes.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("malformed callback: {0}")]
pub struct Malformed(pub String);

impl From<serde_json::Error> for Malformed {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}
