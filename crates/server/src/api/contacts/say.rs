//! Saying something of a contact by an event of the hub's own.

use super::find;
use crate::api::access::Writes;
use crate::api::events::{Sent, take};
use crate::problem::Problem;
use event::{Channel, Event, EventKind, Mark};
use store::{Address, Contact, StoreError};

/// An event about a contact, of which nothing else is known yet.
pub(super) fn about(address: &Address, kind: EventKind) -> Event {
    Event { recipient: Some(address.text().to_owned()), ..Event::new(kind) }
}

/// The kind that sets a mark on a channel, where the channel has one for it; of web push, the one
/// for browsers of mobile devices, or of desktops.
pub(super) fn kind(mark: Mark, channel: Channel, is_mobile: bool) -> Option<EventKind> {
    use EventKind as K;
    Some(match (mark, channel) {
        (Mark::Bounced, Channel::Email) => K::EmailBounced,
        (Mark::Complained, Channel::Email) => K::EmailSpam,
        (Mark::Deactivated, Channel::Email) => K::EmailDeactivated,
        (Mark::Activated, Channel::Email) => K::EmailActivated,
        (Mark::Left, Channel::Email) => K::EmailUnsubscribed,
        (Mark::Left, Channel::Sms) => K::SmsUnsubscribed,
        (Mark::Left, Channel::WebPush) if is_mobile => K::WebPushMobileUnsubscribed,
        (Mark::Left, Channel::WebPush) => K::WebPushDesktopUnsubscribed,
        (Mark::Left, Channel::Telegram) => K::TelegramUnsubscribed,
        (Mark::Left, Channel::Viber) => K::ViberUnsubscribed,
        (Mark::Joined, Channel::Email) => K::EmailSubscribed,
        (Mark::Joined, Channel::Sms) => K::SmsSubscribed,
        (Mark::Joined, Channel::WebPush) if is_mobile => K::WebPushMobileGranted,
        (Mark::Joined, Channel::WebPush) => K::WebPushDesktopGranted,
        (Mark::Joined, Channel::Telegram) => K::TelegramSubscribed,
        (Mark::Joined, Channel::Viber) => K::ViberSubscribed,
        _ => return None,
    })
}

/// Publishes what is said; gives what is known then.
pub(super) async fn say(
    asked: &Writes,
    address: &Address,
    events: &[Event],
    at: i64,
    sent: Option<Sent>,
) -> Result<Contact, Problem> {
    take(asked, events, sent, at).await?;
    let found = find(&asked.hub, &asked.project, address).await?;
    Ok(found.ok_or(StoreError::Unreadable("contact"))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn a_channel_has_a_kind_for_each_mark_that_it_knows() {
        for (channel, mark) in Channel::iter().flat_map(|it| Mark::iter().map(move |m| (it, m))) {
            for is_mobile in [false, true] {
                let kind = kind(mark, channel, is_mobile);
                assert_eq!(kind.is_some(), mark.is_on(channel), "{channel} {mark}");
                let says = kind.map(|kind| (kind.mark(), kind.channel()));
                assert!(says.is_none_or(|it| it == (Some(mark), channel)), "{channel} {mark}");
            }
        }
    }
}
