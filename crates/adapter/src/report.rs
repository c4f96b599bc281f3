//! What nearly every provider says of a message it carries, each under names of its own.

use crate::Skipped;
use event::{Event, EventKind, Reason};
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// What a provider reports about one message: one that it was given to send, or one that came in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The contact, as the provider writes it.
    pub recipient: Option<String>,
    /// The provider's id of the message.
    pub message_id: Option<String>,
    /// When it happened.
    pub at: Option<OffsetDateTime>,
    /// The provider's error code; zeros stand for none.
    pub code: Option<String>,
    /// The provider's words for it.
    pub text: Option<String>,
    /// What the sender attached to the message.
    pub metadata: Map<String, Value>,
}

impl Report {
    /// The event of that kind, `word` being the provider's for it. A message becomes each thing
    /// once, so id and word together make the event's id.
    ///
    /// The reason is told only where something went wrong: many providers write a code and words
    /// for success, too.
    ///
    /// # Errors
    ///
    /// [`Skipped`] when the report names neither contact nor message.
    pub fn event(self, kind: EventKind, word: &str) -> Result<Event, Skipped> {
        let mut event = Event::new(kind);
        event.event_id = self.message_id.as_ref().map(|id| format!("{id}:{word}"));
        event.recipient = self.recipient;
        event.message_id = self.message_id;
        event.occurred_at = self.at;
        if went_wrong(kind) {
            let code = self.code.filter(|code| code.bytes().any(|digit| digit != b'0'));
            let reason = Reason { code, text: self.text };
            event.details.reason = (reason != Reason::default()).then_some(reason);
        }
        event.details.metadata = self.metadata;
        Skipped::unless_named(event)
    }

    /// Attaches a value of the sender's, where there is one.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<String>) -> Self {
        self.metadata.extend(value.map(|value| (name.to_owned(), value.into())));
        self
    }
}

fn went_wrong(kind: EventKind) -> bool {
    let word = kind.name().rsplit('.').next().unwrap_or_default();
    matches!(word, "failed" | "expired" | "rejected")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(code: &str) -> Report {
        let text = |text: &str| Some(text.to_owned());
        let report = Report { message_id: text("m1"), code: text(code), ..Report::default() };
        report.with("order", text("A-1009")).with("tag", None)
    }

    #[test]
    fn a_message_becomes_each_thing_once() {
        let event = report("0").event(EventKind::SmsDelivered, "DELIVRD").expect("named");
        assert_eq!(event.event_id.as_deref(), Some("m1:DELIVRD"));
        assert_eq!(event.details.metadata.len(), 1);
    }

    #[test]
    fn a_reason_is_told_where_something_went_wrong() {
        for (kind, code, told) in [
            (EventKind::SmsDelivered, "0A8", None),
            (EventKind::ViberViewed, "7", None),
            (EventKind::SmsFailed, "000", None),
            (EventKind::SmsFailed, "0A8", Some("0A8")),
            (EventKind::ViberExpired, "7", Some("7")),
        ] {
            let event = report(code).event(kind, "word").expect("named");
            let reason = event.details.reason.and_then(|reason| reason.code);
            assert_eq!(reason.as_deref(), told, "{kind} {code}");
        }
    }

    #[test]
    fn what_names_nobody_is_skipped() {
        assert!(Report::default().event(EventKind::SmsFailed, "failed").is_err());
    }
}
