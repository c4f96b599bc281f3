//! What messages say, by their channel.

mod push;
mod telegram;
mod viber;

pub(super) use self::push::NewPush;
pub(super) use self::telegram::NewTelegram;
pub(super) use self::viber::NewViber;

use crate::api::input::{Faults, read_part};
use event::Channel;
use sender::{telegram::Text, viber::Message, webpush::Notification};
use serde_json::Value;
use url::Url;

/// What a message says, without mistakes.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Push(Notification),
    /// With what its button to leave by says, where it has one.
    Telegram(Text, Option<Leave>),
    Viber(Message),
}

/// What the button says by which a contact leaves.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Leave {
    /// What the source says, or the hub.
    Usual,
    /// This.
    Saying(String),
}

impl Body {
    /// Reads what a message on that channel says; mistakes are noted at that place.
    pub(super) fn read(
        channel: Channel,
        value: Value,
        place: &str,
        faults: &mut Faults,
    ) -> Option<Self> {
        match channel {
            Channel::WebPush => {
                let new: NewPush = read_part(value, place, faults)?;
                new.check(place, faults).map(Self::Push)
            }
            Channel::Telegram => {
                let new: NewTelegram = read_part(value, place, faults)?;
                let (text, leave) = new.check(place, faults);
                Some(Self::Telegram(text, leave))
            }
            Channel::Viber => {
                let new: NewViber = read_part(value, place, faults)?;
                new.check(place, faults).map(Self::Viber)
            }
            Channel::Email | Channel::Sms => None,
        }
    }

    /// How long its text is where that is too long, and how long it may be; as each service counts.
    pub(super) fn too_long(&self) -> Option<(usize, usize)> {
        let (length, most) = match self {
            Self::Push(_) => return None,
            // Marks do not count, but nobody knows which are marks before Telegram has read them.
            Self::Telegram(text, _) if text.parse_mode.is_some() => return None,
            Self::Telegram(text, _) => (text.text.encode_utf16().count(), text.longest()),
            Self::Viber(message) => (message.text.chars().count(), message.longest()),
        };
        (length > most).then_some((length, most))
    }

    /// What it replaces at the push service.
    pub(super) fn topic(&self) -> Option<&str> {
        match self {
            Self::Push(shown) => shown.topic.as_deref(),
            _ => None,
        }
    }
}

/// A text of at most so many characters.
fn short(text: &str, most: usize) -> Result<(), String> {
    if text.chars().count() <= most {
        return Ok(());
    }
    Err(format!("must be at most {most} characters"))
}

/// A URL of the web.
fn web(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or("must be an `http` or `https` URL")
}
