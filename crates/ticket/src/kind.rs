//! Which event follows from what a contact does.

use crate::{Device, Ticket};
use event::{Channel, EventKind};

/// What a contact does with a URL that was made for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Does {
    /// Follows a link.
    Click,
    /// Opens a mail.
    Open,
    /// Agrees to get messages.
    Subscribe,
    /// Leaves by a page.
    Unsubscribe,
    /// Leaves by a button of its mail program (RFC 8058).
    OneClick,
}

impl Ticket {
    /// The event that follows; none where the channel knows no such event.
    #[must_use]
    pub const fn kind(&self, does: Does) -> Option<EventKind> {
        use Channel as C;
        use EventKind as K;
        Some(match (does, self.channel) {
            (Does::Click, C::Email) => K::EmailClicked,
            (Does::Click, C::Sms) => K::SmsClicked,
            (Does::Click, C::WebPush) => K::WebPushClicked,
            (Does::Click, C::Telegram) => K::TelegramClicked,
            (Does::Click, C::Viber) => K::ViberClicked,
            (Does::Open, C::Email) => K::EmailRead,
            (Does::Subscribe, C::Email) => K::EmailSubscribed,
            (Does::Subscribe, C::Sms) => K::SmsSubscribed,
            (Does::Subscribe, C::Telegram) => K::TelegramSubscribed,
            (Does::Subscribe, C::Viber) => K::ViberSubscribed,
            (Does::OneClick, C::Email) => K::EmailListUnsubscribed,
            (Does::Unsubscribe, C::Email) => K::EmailUnsubscribed,
            (Does::Unsubscribe | Does::OneClick, C::Sms) => K::SmsUnsubscribed,
            (Does::Unsubscribe | Does::OneClick, C::WebPush) => match self.device {
                Some(Device::Mobile) => K::WebPushMobileUnsubscribed,
                Some(Device::Desktop) => K::WebPushDesktopUnsubscribed,
                None => return None,
            },
            (Does::Unsubscribe | Does::OneClick, C::Telegram) => K::TelegramUnsubscribed,
            (Does::Unsubscribe | Does::OneClick, C::Viber) => K::ViberUnsubscribed,
            // Only mail has a picture that tells, and permission to push is given in the browser.
            (Does::Open, C::Sms | C::WebPush | C::Telegram | C::Viber)
            | (Does::Subscribe, C::WebPush) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn what_happens_on_a_channel_is_an_event_of_that_channel() {
        for channel in Channel::iter() {
            let device = (channel == Channel::WebPush).then_some(Device::Desktop);
            let ticket = Ticket { device, ..Ticket::new(channel, "a") };
            for (does, word) in [
                (Does::Click, "clicked"),
                (Does::Open, "read"),
                (Does::Subscribe, "subscribed"),
                (Does::Unsubscribe, "unsubscribed"),
                (Does::OneClick, "unsubscribed"),
            ] {
                let Some(kind) = ticket.kind(does) else {
                    let lacks = match does {
                        Does::Open => channel != Channel::Email,
                        _ => does == Does::Subscribe && channel == Channel::WebPush,
                    };
                    assert!(lacks, "{channel} {does:?}");
                    continue;
                };
                assert_eq!(kind.channel(), channel);
                assert!(kind.name().ends_with(word), "{kind}");
            }
        }
    }

    #[test]
    fn devices_and_one_click_are_told_apart() {
        let leave = |device| Ticket { device, ..Ticket::new(Channel::WebPush, "a") };
        for (device, kind) in [
            (Some(Device::Desktop), Some(EventKind::WebPushDesktopUnsubscribed)),
            (Some(Device::Mobile), Some(EventKind::WebPushMobileUnsubscribed)),
            (None, None),
        ] {
            assert_eq!(leave(device).kind(Does::Unsubscribe), kind);
        }
        let mail = Ticket::new(Channel::Email, "a");
        assert_eq!(mail.kind(Does::OneClick), Some(EventKind::EmailListUnsubscribed));
        assert_eq!(mail.kind(Does::Unsubscribe), Some(EventKind::EmailUnsubscribed));
    }
}
