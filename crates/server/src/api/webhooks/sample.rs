//! Events that never happened, for tests of an endpoint.

use event::{
    Bounce, BounceClass, Channel, Click, Client, Details, Event, EventId, EventKind, Geo, Message,
    Profile, Reason, Response, Selection, contact, from_ms,
};
use store::{Project, Registry};
use strum::IntoEnumIterator;
use webhook::{Envelope, Origin};

/// The first kind that a webhook chose.
pub(super) fn first_kind(events: &Selection) -> EventKind {
    let first = events.names().into_iter().next().unwrap_or_default();
    let chosen = Selection::parse([first.as_str()]);
    let chosen = chosen.ok().and_then(|one| EventKind::iter().find(|kind| one.has(*kind)));
    // What is chosen in whole begins with something that says more than that it was queued.
    match chosen {
        Some(kind) if first.ends_with('*') => delivered(kind.channel()),
        Some(kind) => kind,
        None => EventKind::EmailDelivered,
    }
}

fn delivered(channel: Channel) -> EventKind {
    match channel {
        Channel::Email => EventKind::EmailDelivered,
        Channel::Sms => EventKind::SmsDelivered,
        Channel::WebPush => EventKind::WebPushDelivered,
        Channel::Telegram => EventKind::TelegramDelivered,
        Channel::Viber => EventKind::ViberDelivered,
    }
}

/// The body of an event of that kind, about that contact, which happened at that time in
/// milliseconds since 1970; none where the project has no source of its own.
pub(super) fn body(
    (registry, project): (&Registry, &Project),
    id: EventId,
    (kind, recipient): (EventKind, Option<String>),
    now: i64,
) -> Option<Vec<u8>> {
    let source = registry.built_in_source(project.no)?.id;
    let event = event(kind, recipient, now);
    let whom = event.recipient.as_deref().map(|it| contact(kind.channel(), it));
    let origin = Origin { project: &project.domain, provider: "tidings", source };
    let received_at = from_ms(now);
    let contact = whom.as_deref();
    Some(Envelope { id, event: &event, contact, received_at, origin }.body())
}

fn event(kind: EventKind, recipient: Option<String>, now: i64) -> Event {
    Event {
        recipient: Some(recipient.unwrap_or_else(|| someone(kind.channel()).to_owned())),
        message_id: Some("test-message".to_owned()),
        occurred_at: Some(from_ms(now)),
        details: details(kind),
        ..Event::new(kind)
    }
}

/// Addresses that are nobody's: reserved by RFC 2606, and by the numbering plan for fiction.
fn someone(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Ann@example.org",
        Channel::Sms | Channel::Viber => "+12025550142",
        Channel::WebPush => "sub_test",
        Channel::Telegram => "1000000001",
    }
}

/// What an event of that kind mostly says.
fn details(kind: EventKind) -> Details {
    let text = |text: &str| Some(text.to_owned());
    let mut details = Details { test: Some(true), ..Details::default() };
    let word = kind.name().rsplit('.').next().unwrap_or_default();
    match word {
        "bounced" => told(&mut details, BounceClass::Hard, (550, "5.1.1", "No such user")),
        "soft_bounced" | "deferred" => {
            told(&mut details, BounceClass::Soft, (452, "4.2.2", "Mailbox full"));
        }
        "rejected" | "failed" | "undelivered" => {
            details.reason = Some(Reason { code: text("invalid"), text: text("A test") });
        }
        "clicked" => details.click = Some(Click { url: "https://example.com/offer".to_owned() }),
        "profile_created" | "profile_updated" | "profile_deleted" => {
            let fields = [("name".to_owned(), "Ann".into())].into_iter().collect();
            details.profile = Some(Profile { id: text("7"), fields, ..Profile::default() });
        }
        _ => {}
    }
    if matches!(word, "read" | "clicked" | "viewed") {
        details.client = Some(Client {
            user_agent: text("Mozilla/5.0 (X11; Linux x86_64)"),
            ip: text("192.0.2.1"),
            geo: Some(Geo { country: text("NL"), ..Geo::default() }),
            ..Client::default()
        });
    }
    if kind.channel() == Channel::Email {
        let (subject, from) = (text("A test"), text("shop@example.com"));
        details.message = Some(Message { subject, from, ..Message::default() });
    }
    details
}

/// What a mail server said that did not take a message.
fn told(details: &mut Details, class: BounceClass, (code, status, words): (u16, &str, &str)) {
    let enhanced = Some(status.to_owned());
    details.bounce = Some(Bounce { class, code: Some(code), enhanced: enhanced.clone() });
    details.response = Some(Response {
        code: Some(code),
        enhanced,
        text: Some(format!("{code} {status} {words}")),
        host: Some("mx.example.org".to_owned()),
        stage: Some("rcpt".to_owned()),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_was_chosen_is_told() {
        for (chosen, kind) in [
            (&["email.bounced", "*"][..], EventKind::EmailBounced),
            (&["sms.*"], EventKind::SmsDelivered),
            (&["*"], EventKind::EmailDelivered),
            (&["viber.viewed", "sms.*"], EventKind::ViberViewed),
        ] {
            let chosen = Selection::parse(chosen.iter().copied()).expect("names");
            assert_eq!(first_kind(&chosen), kind);
        }
    }

    #[test]
    fn every_kind_has_a_sample_that_says_that_it_is_one() {
        for kind in EventKind::iter() {
            let event = event(kind, None, 0);
            assert_eq!(event.details.test, Some(true));
            let whom = event.recipient.as_deref().expect("a recipient");
            assert!(!contact(kind.channel(), whom).is_empty());
        }
    }
}
