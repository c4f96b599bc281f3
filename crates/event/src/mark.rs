//! Which events say something of a contact that decides whether it may be written to.

use crate::{Channel, EventKind};
use strum::{Display, EnumCount, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// Something that was said of a contact. Its number is its place in [`Marks`](crate::Marks).
#[derive(
    Clone,
    Copy,
    Debug,
    Display,
    EnumCount,
    EnumIter,
    EnumString,
    Eq,
    Hash,
    IntoStaticStr,
    Ord,
    PartialEq,
    PartialOrd,
)]
#[strum(serialize_all = "lowercase")]
pub enum Mark {
    /// The address is dead.
    Bounced,
    /// It was taken for spam.
    Complained,
    /// By the contact's own wish.
    Left,
    /// Without its wish.
    Deactivated,
    /// The contact agreed to be written to.
    Joined,
    /// Somebody knows that the address is good.
    Activated,
}

impl Mark {
    /// The wire name, such as `bounced`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether some kind of that channel sets it.
    #[must_use]
    pub fn is_on(self, channel: Channel) -> bool {
        EventKind::iter().any(|kind| kind.channel() == channel && kind.mark() == Some(self))
    }
}

impl EventKind {
    /// The bits of all kinds that mark contacts.
    pub const MARKING: u128 = {
        let (mut mask, mut number) = (0, 0);
        while number < 128 {
            if let Some(kind) = Self::from_repr(number)
                && kind.mark().is_some()
            {
                mask |= kind.bit();
            }
            number += 1;
        }
        mask
    };

    /// The bits of the kinds that tell of a contact's profile.
    pub const PROFILING: u128 = Self::EmailProfileCreated.bit()
        | Self::EmailProfileUpdated.bit()
        | Self::EmailProfileDeleted.bit();

    /// What it says of its contact, where it says something.
    ///
    /// A hard bounce, a complaint and an unsubscription put the contact on the block list by
    /// themselves; a message that was not sent or not taken says nothing of the address.
    #[must_use]
    pub const fn mark(self) -> Option<Mark> {
        match self {
            Self::EmailBounced => Some(Mark::Bounced),
            Self::EmailSpam => Some(Mark::Complained),
            Self::EmailUnsubscribed
            | Self::EmailListUnsubscribed
            | Self::SmsUnsubscribed
            | Self::WebPushDesktopDeclined
            | Self::WebPushDesktopUnsubscribed
            | Self::WebPushMobileDeclined
            | Self::WebPushMobileUnsubscribed
            | Self::TelegramBotUnsubscribed
            | Self::TelegramUnsubscribed
            | Self::ViberUnsubscribed => Some(Mark::Left),
            Self::EmailDeactivated => Some(Mark::Deactivated),
            Self::EmailSubscribed
            | Self::SmsSubscribed
            | Self::WebPushDesktopGranted
            | Self::WebPushMobileGranted
            | Self::TelegramBotSubscribed
            | Self::TelegramSubscribed
            | Self::ViberSubscribed => Some(Mark::Joined),
            Self::EmailActivated => Some(Mark::Activated),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNCED: Option<Mark> = Some(Mark::Bounced);
    const COMPLAINED: Option<Mark> = Some(Mark::Complained);
    const LEFT: Option<Mark> = Some(Mark::Left);
    const DEACTIVATED: Option<Mark> = Some(Mark::Deactivated);
    const JOINED: Option<Mark> = Some(Mark::Joined);
    const ACTIVATED: Option<Mark> = Some(Mark::Activated);

    const ALL: [(&str, Option<Mark>); 55] = [
        ("email.processed", None),
        ("email.delivered", None),
        ("email.deferred", None),
        ("email.soft_bounced", None),
        ("email.bounced", BOUNCED),
        ("email.rejected", None),
        ("email.failed", None),
        ("email.subscribed", JOINED),
        ("email.unsubscribed", LEFT),
        ("email.activated", ACTIVATED),
        ("email.deactivated", DEACTIVATED),
        ("email.list_unsubscribed", LEFT),
        ("email.profile_created", None),
        ("email.profile_updated", None),
        ("email.profile_deleted", None),
        ("email.read", None),
        ("email.clicked", None),
        ("email.spam", COMPLAINED),
        ("email.auto_replied", None),
        ("sms.processed", None),
        ("sms.delivered", None),
        ("sms.failed", None),
        ("sms.expired", None),
        ("sms.rejected", None),
        ("sms.subscribed", JOINED),
        ("sms.unsubscribed", LEFT),
        ("sms.clicked", None),
        ("webpush.delivered", None),
        ("webpush.undelivered", None),
        ("webpush.expired", None),
        ("webpush.desktop_declined", LEFT),
        ("webpush.desktop_granted", JOINED),
        ("webpush.desktop_unsubscribed", LEFT),
        ("webpush.mobile_declined", LEFT),
        ("webpush.mobile_granted", JOINED),
        ("webpush.mobile_unsubscribed", LEFT),
        ("webpush.clicked", None),
        ("webpush.displayed", None),
        ("webpush.closed", None),
        ("telegram.delivered", None),
        ("telegram.failed", None),
        ("telegram.bot_subscribed", JOINED),
        ("telegram.bot_unsubscribed", LEFT),
        ("telegram.subscribed", JOINED),
        ("telegram.unsubscribed", LEFT),
        ("telegram.viewed", None),
        ("telegram.clicked", None),
        ("viber.delivered", None),
        ("viber.failed", None),
        ("viber.expired", None),
        ("viber.rejected", None),
        ("viber.subscribed", JOINED),
        ("viber.unsubscribed", LEFT),
        ("viber.viewed", None),
        ("viber.clicked", None),
    ];

    #[test]
    fn every_kind_says_what_it_says() {
        for ((name, mark), kind) in ALL.into_iter().zip(EventKind::iter()) {
            assert_eq!((name, mark), (kind.name(), kind.mark()));
            assert_eq!(EventKind::MARKING & kind.bit() != 0, mark.is_some(), "{kind}");
            let profiles = name.starts_with("email.profile_");
            assert_eq!(EventKind::PROFILING & kind.bit() != 0, profiles, "{kind}");
        }
    }

    #[test]
    fn only_mail_has_all_marks() {
        for channel in Channel::iter() {
            let marks: Vec<_> = Mark::iter().filter(|mark| mark.is_on(channel)).collect();
            match channel {
                Channel::Email => assert_eq!(marks.len(), Mark::COUNT),
                _ => assert_eq!(marks, [Mark::Left, Mark::Joined], "{channel}"),
            }
        }
    }
}
