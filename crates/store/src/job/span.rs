//! Where a job is, and what it does next.

use crate::No;
use uuid::Uuid;

/// How far a job is: all up to here was seen to, this one included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Place {
    /// Which of its rounds over all events.
    pub round: i16,
    /// The event.
    pub event: Uuid,
    /// The webhook; 0 before all deliveries of the event.
    pub webhook: No,
}

/// What one transaction sees to: what is behind the job's place, up to another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Span {
    /// The last event.
    pub event: Uuid,
    /// The last webhook of that event.
    pub webhook: No,
    /// Where the job is then; none where that is its end.
    pub next: Option<Place>,
}

/// What became of a span.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// How many were seen to.
    pub done: i64,
    /// Of those, how many were changed or made.
    pub made: i64,
    /// Who has something that is due now: the run that sees to it, and the webhook.
    pub due: Vec<(No, No)>,
}

/// Numbers as one text, in which each stands between commas: a parameter that may hold many.
pub(super) fn listed<T: ToString>(numbers: impl IntoIterator<Item = T>) -> String {
    numbers.into_iter().fold(",".to_owned(), |list, number| list + &number.to_string() + ",")
}
