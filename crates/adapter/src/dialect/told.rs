//! What a provider of several channels says of one message.

use crate::{Report, Skipped};
use event::{Click, Event, EventKind};

/// What a provider of several channels says of one message, before it is known which channel's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The channel, as the provider names it, in lower case; none where it does not say.
    pub channel: Option<String>,
    /// The provider's word for what happened, in lower case; [`Told::INCOMING`] of a message that
    /// came in, [`Told::CLICKED`] of a click.
    pub word: String,
    /// The rest of it.
    pub report: Report,
    /// What the contact wrote, of a message that came in.
    pub written: Option<String>,
    /// Where a link that was followed leads.
    pub url: Option<String>,
    /// The provider's own id of what happened, where it has one that repeats keep.
    pub event_id: Option<String>,
}

impl Told {
    /// The word of a message that came in.
    pub const INCOMING: &str = "incoming message";

    /// The word of a click.
    pub const CLICKED: &str = "clicked";

    /// Passes where the message is of a channel whose name begins with one of these, or where
    /// nobody says.
    ///
    /// # Errors
    ///
    /// [`Skipped`], as known, where it is of another: the provider has one URL for all of them.
    pub fn only(&self, names: &[&str], what: &str) -> Result<(), Skipped> {
        let channel = self.channel.as_deref();
        let other = channel.is_some_and(|it| !names.iter().any(|name| it.starts_with(name)));
        if other { Err(Skipped::known(format!("not {what}"))) } else { Ok(()) }
    }

    /// The event of that kind. A message becomes each thing once; it is clicked time and again.
    ///
    /// # Errors
    ///
    /// [`Skipped`] when it names neither contact nor message.
    pub fn event(self, kind: EventKind) -> Result<Event, Skipped> {
        let mut event = self.report.event(kind, &self.word)?;
        if self.word == Self::CLICKED {
            event.event_id = None;
            event.details.click = self.url.map(|url| Click { url });
        }
        event.event_id = self.event_id.or(event.event_id);
        Ok(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_channel_takes_its_own() {
        let of = |channel: Option<&str>| {
            let told = Told { channel: channel.map(ToOwned::to_owned), ..Told::default() };
            told.only(&["sms", "mms"], "an SMS").map_err(|skipped| skipped.known)
        };
        assert_eq!(of(None), Ok(()));
        assert_eq!(of(Some("mms")), Ok(()));
        assert_eq!(of(Some("viber_bm")), Err(true));
    }

    #[test]
    fn clicks_are_told_apart_by_no_message() {
        let told = |word: &str| {
            let report = Report { message_id: Some("m1".to_owned()), ..Report::default() };
            let told = Told { word: word.to_owned(), report, ..Told::default() };
            told.event(EventKind::ViberClicked).expect("named").event_id
        };
        assert_eq!(told("seen").as_deref(), Some("m1:seen"));
        assert_eq!(told(Told::CLICKED), None);
    }
}
