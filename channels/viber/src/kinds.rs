//! What partners report, where they report all of it.

use event::EventKind;

/// How far a message got, and that it was seen.
pub(crate) const STATUSES: &[EventKind] = &[
    EventKind::ViberDelivered,
    EventKind::ViberFailed,
    EventKind::ViberExpired,
    EventKind::ViberRejected,
    EventKind::ViberViewed,
];

/// That, and clicks.
pub(crate) const AND_CLICKS: &[EventKind] = &[
    EventKind::ViberDelivered,
    EventKind::ViberFailed,
    EventKind::ViberExpired,
    EventKind::ViberRejected,
    EventKind::ViberViewed,
    EventKind::ViberClicked,
];
