//! What is owed, who holds it, and how it ended.

use crate::No;
use bytes::Bytes;
use event::EventId;

/// How far a delivery is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "lowercase")]
#[repr(i16)]
pub enum DeliveryState {
    /// It is still to be made.
    Pending = 0,
    /// The endpoint took it.
    Delivered = 1,
    /// Its schedule is used up.
    Exhausted = 2,
    /// Nobody wants it any more.
    Cancelled = 3,
}

impl DeliveryState {
    pub(crate) const fn from_number(number: i16) -> Self {
        match number {
            1 => Self::Delivered,
            2 => Self::Exhausted,
            3 => Self::Cancelled,
            _ => Self::Pending,
        }
    }
}

/// A delivery in memory, ready to be made.
#[derive(Clone, Debug)]
pub struct Owed {
    /// The project.
    pub project: No,
    /// The event.
    pub event: EventId,
    /// The webhook.
    pub webhook: No,
    /// What is sent.
    pub body: Bytes,
    /// How many requests were made for it.
    pub attempts: u16,
    /// How many slots of the schedule they used.
    pub slot: u16,
    /// The run of the hub that it belongs to.
    pub run: No,
}

/// How an attempt ended, to be written down.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The delivery as it was before the attempt.
    pub owed: Owed,
    /// The form that it was sent in, and its revision: a number of `webhook::Format`.
    pub format: i16,
    /// How far the delivery is now.
    pub state: DeliveryState,
    /// When the next attempt is due, in milliseconds since 1970, where there is one.
    pub due_at: Option<i64>,
    /// How many slots of the schedule are used now.
    pub slot: u16,
    /// When the attempt started, in milliseconds since 1970.
    pub started_at: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// What the endpoint answered with, where it did.
    pub status: Option<u16>,
    /// Why it failed, where it did, in words.
    pub error: Option<String>,
    /// The beginning of the answer's body.
    pub response: Bytes,
}

/// Where deliveries go when they are committed: the lanes of the dispatcher.
///
/// Nothing in it may block or wait: the one writer calls it.
pub trait Handover: Send + Sync + 'static {
    /// Asks for room for one delivery of that webhook. Where there is none the store keeps it.
    fn reserve(&self, webhook: No) -> bool;

    /// Gives room back: nothing was committed.
    fn release(&self, webhook: No);

    /// Hands over a delivery that is on disk, and for which there is room.
    fn hand(&self, owed: Owed);

    /// Says that a delivery of that webhook waits in the store, due at that time.
    fn waits(&self, project: No, webhook: No, due_at: i64);

    /// Says that an outcome is on disk: from now on the store tells about that delivery.
    fn settled(&self, webhook: No, event: EventId);

    /// Takes all of it back: another run sees to it from now on. Outcomes that are still to come
    /// are nobody's.
    fn forget_all(&self);

    /// Says that what was told before may be wrong: look at all that waits, and at what is set up.
    fn look_again(&self);
}

/// Takes no deliveries: all of them wait in the store, for the next hub or a later moment.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Handover for Nobody {
    fn reserve(&self, _: No) -> bool {
        false
    }

    fn release(&self, _: No) {}

    fn hand(&self, _: Owed) {}

    fn waits(&self, _: No, _: No, _: i64) {}

    fn settled(&self, _: No, _: EventId) {}

    fn forget_all(&self) {}

    fn look_again(&self) {}
}
