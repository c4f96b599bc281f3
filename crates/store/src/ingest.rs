//! What comes in to be kept.

use crate::{No, ParcelChange};
use bytes::Bytes;
use event::{CallbackId, EventId, EventKind, Fingerprint};

/// What one callback, or one call of the API, brings: kept as a whole or not at all.
#[derive(Clone, Debug)]
pub struct Ingest {
    /// The project it is about.
    pub project: No,
    /// The source it came by.
    pub source: No,
    /// The events.
    pub events: Vec<NewEvent>,
    /// The proof that counts once, where there is one.
    pub once: Option<OnceToken>,
    /// The request itself, where it is worth keeping.
    pub kept: Option<NewCallback>,
    /// What happens to parcels, beside what the events report of them.
    pub parcels: Vec<ParcelChange>,
}

impl Ingest {
    /// Whether it is events and nothing else, which is what the journal takes.
    pub(crate) const fn is_plain(&self) -> bool {
        self.once.is_none() && self.kept.is_none() && self.parcels.is_empty()
    }
}

/// An event that nobody has seen yet, unless its fingerprint says otherwise.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Its id, made when it arrived.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// The recipient in canonical form.
    pub contact: Option<String>,
    /// The provider's id of the message.
    pub message_id: Option<String>,
    /// When it happened, in milliseconds since 1970, where that is known.
    pub occurred_at: Option<i64>,
    /// When it arrived, in milliseconds since 1970.
    pub received_at: i64,
    /// What is the same for all reports of it; none where every report counts.
    pub fingerprint: Option<Fingerprint>,
    /// The time that fingerprints are kept by, in milliseconds since 1970; the same for all reports
    /// of it.
    pub seen_by: i64,
    /// What is sent, byte for byte.
    pub body: Bytes,
}

/// A token that proves one callback and no other; both as SHA-256.
#[derive(Clone, Copy, Debug)]
pub struct OnceToken {
    /// The token's hash.
    pub token: [u8; 32],
    /// The hash of the body it came with.
    pub body: [u8; 32],
    /// When it came, in milliseconds since 1970.
    pub seen_at: i64,
}

/// A request of a provider that is kept.
#[derive(Clone, Debug)]
pub struct NewCallback {
    /// Its id.
    pub id: CallbackId,
    /// When it arrived, in milliseconds since 1970.
    pub received_at: i64,
    /// Why it is kept.
    pub state: CallbackState,
    /// What could not be read, in words.
    pub note: String,
    /// How it was sent.
    pub method: String,
    /// Path and query, its token taken out.
    pub url: String,
    /// Its headers without credentials, as pairs.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Bytes,
}

/// Why a callback is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum CallbackState {
    /// It could not be read at all.
    Malformed,
    /// It holds a word that nobody here has heard of.
    Unknown,
    /// Its source keeps all.
    Kept,
    /// It was read after all, later.
    Reprocessed,
}

/// What became of an event that came in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Taken {
    /// Its id; that of the first report, where this was another of the same.
    pub id: EventId,
    /// Whether it had been reported before.
    pub duplicate: bool,
}

/// A text as both engines store it: PostgreSQL has no NUL in texts.
pub(crate) fn storable(text: &str) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.to_owned() }
}
