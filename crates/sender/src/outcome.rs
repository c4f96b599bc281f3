//! What became of a message when it was sent.

use event::{EventKind, Reason, Response};
use std::time::Duration;

/// What became of a message when it was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The service has it.
    Accepted(Accepted),
    /// The service does not take it, now or later.
    Refused(Refusal),
    /// The service may take it later.
    Later {
        /// Not before so long.
        after: Option<Duration>,
        /// Why it did not now.
        reason: Reason,
    },
    /// The contact has another address; the message is sent there.
    Moved {
        /// The address.
        to: String,
    },
}

/// The service has a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accepted {
    /// Its own id of it, by which it reports.
    pub message_id: Option<String>,
    /// For how many seconds it keeps it, where that is less than it was asked for.
    pub ttl: Option<u64>,
    /// Whether nothing better will be known: it counts as delivered.
    pub delivered: bool,
}

/// The service does not take a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// What that is as an event.
    pub kind: EventKind,
    /// Why.
    pub reason: Reason,
    /// What the service said, where it was asked.
    pub response: Option<Response>,
    /// Whether the contact's subscription is over.
    pub ends: bool,
}

impl Outcome {
    /// Nothing was answered: the service may take it later.
    #[must_use]
    pub fn unanswered(why: &str) -> Self {
        Self::Later { after: None, reason: reason("unreachable", Some(why.to_owned())) }
    }
}

/// What a service said: its status, and its words.
pub(crate) fn said(code: impl TryInto<u16>, text: Option<String>) -> Option<Response> {
    let code = code.try_into().ok();
    (code.is_some() || text.is_some()).then(|| Response { code, text, ..Response::default() })
}

pub(crate) fn reason(code: &str, text: Option<String>) -> Reason {
    Reason { code: Some(code.to_owned()), text }
}
