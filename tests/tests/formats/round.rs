//! There and back: an event in the words of another sender, read by the adapter that reads that
//! sender. Whoever wrote a receiver for it reads the same.

use crate::told::{come_back, events};
use event::{Channel, Event, EventKind as E};
use proptest::prelude::*;
use webhook::{Encoding, Format, Options};

const SMTP2GO: &[E] = &[
    E::EmailProcessed,
    E::EmailDelivered,
    E::EmailSoftBounced,
    E::EmailBounced,
    E::EmailRejected,
    E::EmailSubscribed,
    E::EmailUnsubscribed,
    E::EmailRead,
    E::EmailClicked,
    E::EmailSpam,
];

const SMTPETER: &[E] = &[
    E::EmailDelivered,
    E::EmailDeferred,
    E::EmailSoftBounced,
    E::EmailBounced,
    E::EmailUnsubscribed,
    E::EmailProfileCreated,
    E::EmailProfileUpdated,
    E::EmailProfileDeleted,
    E::EmailRead,
    E::EmailClicked,
    E::EmailSpam,
    E::EmailAutoReplied,
];

const SMS: &[E] =
    &[E::SmsProcessed, E::SmsDelivered, E::SmsFailed, E::SmsRejected, E::SmsUnsubscribed];

fn only(
    adapters: &[&'static dyn adapter::Adapter],
    of: (Channel, &str),
    options: &Options,
    event: &Event,
) -> Event {
    let parsed = come_back(adapters, of, options, event);
    assert!(parsed.skipped.is_empty(), "{:?} {event:?}", parsed.skipped);
    assert_eq!(parsed.events.len(), 1, "{event:?}");
    parsed.events.into_iter().next().expect("one")
}

fn at_ms(event: &Event) -> i64 {
    event::ms(event.occurred_at.expect("a time"))
}

/// Texts as a form carries them: what says nothing is not there.
fn said(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|it| !it.trim().is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_receiver_of_smtp2go_reads_the_same(event in events(SMTP2GO), json: bool) {
        let encoding = if json { Encoding::Json } else { Encoding::Form };
        let options = Options { format: Format::Smtp2Go, encoding, ..Options::default() };
        let back = only(email::ADAPTERS, (Channel::Email, "smtp2go"), &options, &event);
        prop_assert_eq!(back.kind, event.kind);
        prop_assert_eq!(&back.recipient, &event.recipient);
        prop_assert_eq!(said(back.message_id.as_ref()), said(event.message_id.as_ref()));
        prop_assert_eq!(at_ms(&back), at_ms(&event));
        prop_assert_eq!(&back.details.click, &event.details.click);
        let class = |it: &Event| it.details.bounce.as_ref().map(|bounce| bounce.class);
        prop_assert_eq!(class(&back), class(&event));
        if let (Some(back), Some(client)) = (&back.details.client, &event.details.client) {
            prop_assert_eq!(&back.user_agent, &client.user_agent);
            prop_assert_eq!(&back.ip, &client.ip);
            prop_assert_eq!(back.read_seconds, client.read_seconds);
        }
        let subject = |it: &Event| it.details.message.as_ref().and_then(|it| it.subject.clone());
        prop_assert_eq!(subject(&back), subject(&event));
    }

    #[test]
    fn a_receiver_of_smtpeter_reads_the_same(event in events(SMTPETER)) {
        let options = Options { format: Format::SmtPeter, ..Options::default() };
        let back = only(email::ADAPTERS, (Channel::Email, "smtpeter"), &options, &event);
        prop_assert_eq!(back.kind, event.kind);
        prop_assert_eq!(at_ms(&back) / 1000, at_ms(&event) / 1000);
        if back.kind.name().starts_with("email.profile") {
            let profile = |it: &Event| it.details.profile.clone().unwrap_or_default();
            prop_assert_eq!(profile(&back).id, profile(&event).id);
            prop_assert_eq!(profile(&back).interests, profile(&event).interests);
            for (name, value) in profile(&event).fields {
                prop_assert_eq!(&profile(&back).fields[&name], &value);
            }
        } else {
            prop_assert_eq!(&back.recipient, &event.recipient);
            prop_assert_eq!(said(back.message_id.as_ref()), said(event.message_id.as_ref()));
        }
        prop_assert_eq!(&back.details.click, &event.details.click);
    }

    #[test]
    fn a_receiver_of_text_messages_reads_the_same(event in events(SMS)) {
        let message_id = event.message_id.clone().or(Some("7".to_owned()));
        let event = Event { recipient: Some("+15622089096".to_owned()), message_id, ..event };
        let options = Options { format: Format::Smtp2Go, ..Options::default() };
        let back = only(sms::ADAPTERS, (Channel::Sms, "smtp2go"), &options, &event);
        prop_assert_eq!(back.kind, event.kind);
        prop_assert_eq!(&back.recipient, &event.recipient);
        prop_assert_eq!(&back.message_id, &event.message_id);
        prop_assert_eq!(at_ms(&back), at_ms(&event));
    }
}

#[test]
fn what_another_sender_has_no_word_for_keeps_its_own() {
    let event = Event { recipient: Some("a@x.example".into()), ..Event::new(E::EmailActivated) };
    for (format, provider) in [(Format::Smtp2Go, "smtp2go"), (Format::SmtPeter, "smtpeter")] {
        let options = Options { format, ..Options::default() };
        let parsed = come_back(email::ADAPTERS, (Channel::Email, provider), &options, &event);
        assert!(parsed.events.is_empty());
        assert!(
            format!("{:?}", parsed.skipped).contains("email.activated"),
            "{:?}",
            parsed.skipped
        );
    }
}
