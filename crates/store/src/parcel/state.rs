//! How far a parcel is.

use event::EventKind;
use strum::IntoEnumIterator;

/// How far a parcel is. Of all that is said of it the greatest holds, so that it does not matter in
/// which order that comes: late truth wins, and nothing goes back.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Ord,
    PartialEq,
    PartialOrd,
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
pub enum ParcelState {
    /// It waits to be sent.
    #[default]
    Queued = 0,
    /// The service has it.
    Sent = 1,
    /// Nothing was heard of it within its time.
    Expired = 2,
    /// Another took its place at the service.
    Superseded = 3,
    /// It did not arrive, and will not.
    Failed = 4,
    /// It was not sent, as the contact is not to be written to.
    Suppressed = 5,
    /// It arrived.
    Delivered = 6,
}

impl ParcelState {
    /// What tables hold.
    pub(crate) const fn number(self) -> i16 {
        self as i16
    }

    pub(crate) fn of(number: i16) -> Option<Self> {
        Self::iter().find(|state| state.number() == number)
    }

    /// Its word on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What an event says of the parcel that it names: how far that is, and whether it was seen.
pub(super) const fn reported(kind: EventKind) -> Option<(ParcelState, bool)> {
    Some(match kind {
        EventKind::WebPushDelivered | EventKind::ViberDelivered => (ParcelState::Delivered, false),
        // Who does something with a message has got it, whether or not that was told before.
        EventKind::WebPushDisplayed
        | EventKind::WebPushClicked
        | EventKind::WebPushClosed
        | EventKind::TelegramViewed
        | EventKind::ViberViewed => (ParcelState::Delivered, true),
        EventKind::ViberFailed => (ParcelState::Failed, false),
        _ => return None,
    })
}

/// The kinds that say something of a parcel, as bits: of all others this is all that is looked at.
pub(super) const REPORTING: u128 = EventKind::WebPushDelivered.bit()
    | EventKind::WebPushDisplayed.bit()
    | EventKind::WebPushClicked.bit()
    | EventKind::WebPushClosed.bit()
    | EventKind::TelegramViewed.bit()
    | EventKind::ViberDelivered.bit()
    | EventKind::ViberViewed.bit()
    | EventKind::ViberFailed.bit();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_are_those_of_what_is_reported() {
        for kind in EventKind::iter() {
            assert_eq!(REPORTING & kind.bit() != 0, reported(kind).is_some(), "{}", kind.name());
        }
    }

    #[test]
    fn a_number_is_a_state_and_the_better_is_the_greater() {
        for state in ParcelState::iter() {
            assert_eq!(ParcelState::of(state.number()), Some(state));
        }
        assert_eq!(ParcelState::of(7), None);
        let wanted = "queued sent expired superseded failed suppressed delivered";
        let mut all: Vec<_> = ParcelState::iter().collect();
        all.sort();
        let names: Vec<_> = all.into_iter().map(ParcelState::name).collect();
        assert_eq!(names.join(" "), wanted);
    }
}
