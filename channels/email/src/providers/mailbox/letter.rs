//! Mail that a person wrote, or a machine in a person's place.

use super::trace::Trace;
use crate::mail::{Mail, addresses, automatic};
use event::{Event, EventKind};

/// What such a mail says, where it is an automatic reply or asks to be unsubscribed.
pub(super) fn read(mail: &Mail, trace: &Trace) -> Option<Event> {
    let kind = if automatic::is_automatic(mail) {
        EventKind::EmailAutoReplied
    } else if unsubscribes(mail) {
        EventKind::EmailListUnsubscribed
    } else if automatic::sounds_automatic(mail) {
        EventKind::EmailAutoReplied
    } else {
        return None;
    };
    let from = mail.from()?.to_owned();
    Some(trace.event(kind, Some(from)))
}

/// Whether it is the mail that List-Unsubscribe (RFC 2369) asks for: sent to an address for that,
/// or with the word for subject or body.
fn unsubscribes(mail: &Mail) -> bool {
    let came_to = ["to", "delivered-to", "x-original-to", "envelope-to"];
    let mut came_to = came_to.iter().flat_map(|name| mail.head.all(name)).flat_map(addresses);
    let subject = mail.head.find("subject").unwrap_or_default();
    came_to.any(|(_, address)| is_for_that(address))
        || is_the_word(subject)
        || is_the_word(&mail.text)
}

/// `unsubscribe@`, `unsub+c-77@`, `list-unsubscribe-bob=example.org@`.
fn is_for_that(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let mut words = local.split(['+', '-', '=', '.', '_']);
    words.any(|word| ["unsub", "unsubscribe", "unsubscribes", "optout", "leave"].contains(&word))
        || local.starts_with("opt-out")
}

/// Whether a text is that word and little else: `Unsubscribe`, `Re: unsubscribe`, `please remove`.
fn is_the_word(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let lower = lower.strip_prefix("re:").unwrap_or(&lower).trim();
    let own = |c: char| !c.is_alphanumeric() && c != '-' && c != ' ';
    let lower = lower.trim_matches(own);
    let lower = lower.strip_prefix("please ").unwrap_or(lower);
    let few = lower.len() <= 200 && lower.split_whitespace().count() <= 4;
    few && WORDS.iter().any(|word| lower.strip_prefix(word).is_some_and(ends))
}

/// Whether a word ends there.
fn ends(rest: &str) -> bool {
    !rest.starts_with(char::is_alphanumeric)
}

/// How people and their programs ask to be left alone.
const WORDS: [&str; 27] = [
    "unsubscribe",
    "un-subscribe",
    "unsub",
    "opt out",
    "opt-out",
    "optout",
    "remove me",
    "stop sending",
    "abmelden",
    "abmeldung",
    "abbestellen",
    "austragen",
    "désabonner",
    "désinscription",
    "désinscrire",
    "afmelden",
    "uitschrijven",
    "darse de baja",
    "cancelar suscripción",
    "cancelar inscrição",
    "disiscriviti",
    "cancella iscrizione",
    "wypisz",
    "avregistrera",
    "отписаться",
    "відписатися",
    "配信停止",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_stands_alone() {
        for (text, asks) in [
            ("unsubscribe", true),
            (" Re: Unsubscribe.\r\n", true),
            ("UNSUBSCRIBE c-77", true),
            ("Please unsubscribe me now", true),
            ("отписаться", true),
            ("Unsubscribed people came back in great numbers", false),
            ("How do I unsubscribe from this?", false),
            ("", false),
        ] {
            assert_eq!(is_the_word(text), asks, "{text}");
        }
    }

    #[test]
    fn addresses_are_for_that() {
        for (address, is) in [
            ("unsub+p1.c-77@bounces.example.com", true),
            ("news-unsubscribe-bob=example.org@example.com", true),
            ("OptOut@example.com", true),
            ("bounces+m.leaves.0011@example.com", false),
            ("bounces@unsubscribe.example.com", false),
        ] {
            assert_eq!(is_for_that(address), is, "{address}");
        }
    }
}
