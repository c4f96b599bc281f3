//! What makes two requests one event.

use event::{Event, Fingerprint};
use sha2::{Digest, Sha256};
use ticket::Does;

/// A fingerprint, and the time it is kept by.
pub(super) type Unique = (Fingerprint, i64);

const HOUR: i64 = 3_600_000;

/// For how long a page that was opened may lie until its button is pressed, in milliseconds.
const DAY: i64 = 24 * HOUR;

/// The same for all reports that a message was seen, whoever tells it: once a message and contact.
/// None where nobody says which message.
pub(super) fn a_message(event: &Event) -> Option<Unique> {
    event.message_id.as_ref()?;
    let bare = Event { occurred_at: None, event_id: None, ..event.clone() };
    Some((bare.fingerprint(0), 0))
}

/// The same each time that one button of one page is pressed. The page says when it was made, as
/// somebody may leave, come back and leave again by the same URL; where it does not, and for mail
/// programs, which have no page, it is the hour.
pub(super) fn a_press(token: &str, does: Does, page_of: Option<i64>, now: i64) -> Unique {
    let recent = page_of.filter(|at| (now - DAY..=now).contains(at));
    let at = recent.unwrap_or(now - now.rem_euclid(HOUR));
    let mut hash = Sha256::new();
    hash.update("what a contact decided");
    hash.update([does as u8, u8::from(recent.is_some())]);
    hash.update(at.to_le_bytes());
    hash.update(token);
    (Fingerprint(hash.finalize().into()), at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::EventKind;
    use time::OffsetDateTime;

    #[test]
    fn the_same_button_counts_once() {
        let now = 500 * HOUR + 7;
        let page = Some(now - 1000);
        let first = a_press("t", Does::Unsubscribe, page, now);
        assert_eq!(a_press("t", Does::Unsubscribe, page, now + DAY / 2), first);
        for other in [
            a_press("u", Does::Unsubscribe, page, now),
            a_press("t", Does::Subscribe, page, now),
            a_press("t", Does::Unsubscribe, Some(now), now),
            a_press("t", Does::Unsubscribe, None, now),
        ] {
            assert_ne!(other, first);
        }
    }

    #[test]
    fn without_a_page_the_hour_counts() {
        let now = 500 * HOUR + 7;
        let first = a_press("t", Does::OneClick, None, now);
        assert_eq!(a_press("t", Does::OneClick, None, now + HOUR - 8), first);
        assert_ne!(a_press("t", Does::OneClick, None, now + HOUR), first);
        // A time that no page can say is none.
        for made_up in [now + 1, now - DAY - 1, i64::MIN, i64::MAX] {
            assert_eq!(a_press("t", Does::OneClick, Some(made_up), now), first, "{made_up}");
        }
    }

    #[test]
    fn a_message_is_seen_once() {
        let seen = |contact: &str, message: Option<&str>, at| Event {
            recipient: Some(contact.to_owned()),
            message_id: message.map(ToOwned::to_owned),
            occurred_at: Some(OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(at)),
            ..Event::new(EventKind::TelegramViewed)
        };
        let first = a_message(&seen("1", Some("1:2"), 0));
        assert!(first.is_some());
        assert_eq!(a_message(&seen("1", Some("1:2"), 9)), first);
        assert_ne!(a_message(&seen("2", Some("1:2"), 0)), first);
        assert_ne!(a_message(&seen("1", Some("1:3"), 0)), first);
        assert_eq!(a_message(&seen("1", None, 0)), None);
    }
}
