//! What providers report, where they report all of it.

use event::EventKind;

/// How far a message got.
pub(crate) const STATUSES: &[EventKind] = &[
    EventKind::SmsProcessed,
    EventKind::SmsDelivered,
    EventKind::SmsFailed,
    EventKind::SmsExpired,
    EventKind::SmsRejected,
];

/// That, and what a contact decided by a word.
pub(crate) const AND_DECISIONS: &[EventKind] = &[
    EventKind::SmsProcessed,
    EventKind::SmsDelivered,
    EventKind::SmsFailed,
    EventKind::SmsExpired,
    EventKind::SmsRejected,
    EventKind::SmsSubscribed,
    EventKind::SmsUnsubscribed,
];

/// All of that, and clicks.
pub(crate) const AND_CLICKS: &[EventKind] = &[
    EventKind::SmsProcessed,
    EventKind::SmsDelivered,
    EventKind::SmsFailed,
    EventKind::SmsExpired,
    EventKind::SmsRejected,
    EventKind::SmsSubscribed,
    EventKind::SmsUnsubscribed,
    EventKind::SmsClicked,
];
