//! What a provider tells of one entry, under our names.

use crate::known::known;
use crate::{bounce, refusal};
use adapter::Skipped;
use event::{BounceClass, Click, Client, Event, EventKind, Message, Profile, Reason, Response};
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// All that an entry says, whatever it is about: of what it happens to hold, the kind decides what
/// counts.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) recipient: Option<String>,
    pub(crate) message_id: Option<String>,
    pub(crate) event_id: Option<String>,
    pub(crate) occurred_at: Option<OffsetDateTime>,
    /// How final the provider calls a bounce.
    pub(crate) verdict: Option<BounceClass>,
    /// What the far side said.
    pub(crate) said: Response,
    /// Why something was not tried, or failed, or was taken out of use.
    pub(crate) reason: Reason,
    /// Who opened, followed or left.
    pub(crate) client: Client,
    /// Whether whoever subscribes had left before.
    pub(crate) again: bool,
    /// Where a click led to.
    pub(crate) url: Option<String>,
    /// What is kept about whom.
    pub(crate) profile: Profile,
    pub(crate) message: Message,
    pub(crate) metadata: Map<String, Value>,
}

impl Told {
    /// The event of that kind; a bounce comes out as what it is judged to be.
    ///
    /// # Errors
    ///
    /// [`Skipped`] when it names neither whom it is about nor which message.
    pub(crate) fn event(self, kind: EventKind) -> Result<Event, Skipped> {
        let mut event = Event::new(kind);
        event.recipient = self.recipient;
        event.message_id = self.message_id;
        event.event_id = self.event_id;
        event.occurred_at = self.occurred_at;
        event.details.message = known(self.message);
        event.details.metadata = self.metadata;
        match kind {
            EventKind::EmailRejected => event.details.reason = known(refusal::told(self.reason)),
            EventKind::EmailFailed | EventKind::EmailDeactivated => {
                event.details.reason = known(self.reason);
            }
            EventKind::EmailRead
            | EventKind::EmailClicked
            | EventKind::EmailSubscribed
            | EventKind::EmailUnsubscribed
            | EventKind::EmailListUnsubscribed => event.details.client = known(self.client),
            EventKind::EmailProfileCreated
            | EventKind::EmailProfileUpdated
            | EventKind::EmailProfileDeleted => event.details.profile = known(self.profile),
            _ => bounce::tell(&mut event, self.verdict, self.said),
        }
        if kind == EventKind::EmailClicked {
            event.details.click = self.url.map(|url| Click { url });
        }
        event.details.again = (kind == EventKind::EmailSubscribed && self.again).then_some(true);
        Skipped::unless_named(event)
    }
}

impl Told {
    /// The event of that kind for each of its recipients; where none is named, one about the
    /// message.
    ///
    /// # Errors
    ///
    /// [`Skipped`] when it names neither whom it is about nor which message.
    pub(crate) fn events(
        self,
        kind: EventKind,
        recipients: impl IntoIterator<Item = String>,
    ) -> Result<Vec<Event>, Skipped> {
        let mut recipients = recipients.into_iter();
        let first = Self { recipient: recipients.next(), ..self }.event(kind)?;
        let about = |recipient| Event { recipient: Some(recipient), ..first.clone() };
        let others: Vec<_> = recipients.map(about).collect();
        Ok(std::iter::once(first).chain(others).collect())
    }
}

/// Whom something is about that names all recipients of a message: the one, where it is one; of
/// several it cannot be told, and they belong to the message.
pub(crate) fn lone(mut recipients: Vec<String>) -> (Option<String>, Vec<String>) {
    if recipients.len() > 1 { (None, recipients) } else { (recipients.pop(), Vec::new()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smtp::reply;

    fn told() -> Told {
        Told {
            recipient: Some("bob@example.org".into()),
            verdict: Some(BounceClass::Hard),
            said: reply("550 5.1.1 Unknown"),
            reason: Reason { code: None, text: Some("Bounced before".into()) },
            client: Client { ip: Some("192.0.2.1".into()), ..Client::default() },
            url: Some("https://example.com/".into()),
            ..Told::default()
        }
    }

    #[test]
    fn the_kind_decides_what_counts() {
        for (kind, members) in [
            (EventKind::EmailProcessed, [false, false, false, false, false]),
            (EventKind::EmailDelivered, [true, false, false, false, false]),
            (EventKind::EmailBounced, [true, true, false, false, false]),
            (EventKind::EmailDeferred, [true, true, false, false, false]),
            (EventKind::EmailRejected, [false, false, true, false, false]),
            (EventKind::EmailFailed, [false, false, true, false, false]),
            (EventKind::EmailDeactivated, [false, false, true, false, false]),
            (EventKind::EmailRead, [false, false, false, true, false]),
            (EventKind::EmailClicked, [false, false, false, true, true]),
            (EventKind::EmailUnsubscribed, [false, false, false, true, false]),
        ] {
            let details = told().event(kind).expect("it names somebody").details;
            let [response, bounce] = [details.response.is_some(), details.bounce.is_some()];
            let [reason, client] = [details.reason.is_some(), details.client.is_some()];
            assert_eq!(
                [response, bounce, reason, client, details.click.is_some()],
                members,
                "{kind}"
            );
        }
    }

    #[test]
    fn only_of_what_was_not_tried_the_words_tell_the_reason() {
        let code = |kind| told().event(kind).ok().and_then(|it| it.details.reason?.code);
        assert_eq!(code(EventKind::EmailRejected).as_deref(), Some("suppressed_bounce"));
        assert_eq!(code(EventKind::EmailFailed), None);
    }

    #[test]
    fn each_recipient_has_its_event() {
        let recipients = |given: &[&str]| {
            let given = given.iter().map(|it| (*it).to_owned());
            let told = Told { message_id: Some("7".into()), ..told() };
            let events = told.events(EventKind::EmailRead, given).expect("a message");
            events.into_iter().map(|event| event.recipient).collect::<Vec<_>>()
        };
        assert_eq!(recipients(&["a", "b"]), [Some("a".to_owned()), Some("b".to_owned())]);
        assert_eq!(recipients(&[]), [None]);
    }

    #[test]
    fn of_several_nobody_is_meant() {
        let [a, b] = ["a", "b"].map(ToOwned::to_owned);
        assert_eq!(lone(vec![a.clone(), b.clone()]), (None, vec![a.clone(), b]));
        assert_eq!(lone(vec![a.clone()]), (Some(a), Vec::new()));
        assert_eq!(lone(Vec::new()), (None, Vec::new()));
    }

    #[test]
    fn what_names_nobody_is_no_event() {
        let told = Told { recipient: None, ..told() };
        assert!(told.event(EventKind::EmailRead).is_err());
    }
}
