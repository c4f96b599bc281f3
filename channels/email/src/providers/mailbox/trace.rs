//! What a mail is about: which message, and sent to whom.

use crate::mail::{Head, Mail, address, addresses, clipped, field, time};
use crate::verp;
use event::{Event, EventKind, Message};
use time::OffsetDateTime;

/// What all events of a mail have in common.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// The id in a signed return address, else the Message-ID of what came back.
    message_id: Option<String>,
    /// The message that came back.
    message: Option<Message>,
    /// Whom it was sent to, where it names one recipient.
    pub(super) sent_to: Option<String>,
    /// When the mail was written.
    written_at: Option<OffsetDateTime>,
    /// The head of what came back.
    pub(super) returned: Head,
}

impl Trace {
    pub(super) fn of(mail: &Mail, keys: &[String]) -> Self {
        let returned = mail.returned.as_deref().or_else(|| super::notice::returned(&mail.text));
        let returned = returned.map(Head::read).unwrap_or_default();
        let carried = return_addresses_of(mail, &returned);
        let signed = carried.iter().find_map(|address| verp::id(address, keys));
        let rfc_id = embedded_id(mail, &returned);
        let message = Message {
            subject: returned.find("subject").map(|it| clipped(it).to_owned()),
            from: returned.find("from").map(|it| clipped(it).to_owned()),
            rfc_id: rfc_id.clone(),
            ..Message::default()
        };
        Self {
            message_id: signed.or(rfc_id),
            message: Some(message).filter(|it| *it != Message::default()),
            sent_to: sent_to(&returned)
                .or_else(|| carried.iter().find_map(|address| classic(address))),
            written_at: mail.head.find("date").and_then(time),
            returned,
        }
    }

    /// An event about the message that the mail is about.
    pub(super) fn event(&self, kind: EventKind, recipient: Option<String>) -> Event {
        let mut event = Event::new(kind);
        event.recipient = recipient;
        event.message_id.clone_from(&self.message_id);
        event.occurred_at = self.written_at;
        event.details.message.clone_from(&self.message);
        event
    }
}

/// Fields of a head that hold where a mail came back to.
const CAME_TO: [&str; 10] = [
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "x-rcpt-to",
    "apparently-to",
    "to",
    "cc",
    "original-recipient",
];

/// Every address that may be a return address of ours: where the mail came to, and what the
/// message that came back, or a complaint, names as its envelope's sender.
pub(super) fn return_addresses(mail: &Mail) -> Vec<String> {
    let returned = mail.returned.as_deref().or_else(|| super::notice::returned(&mail.text));
    return_addresses_of(mail, &returned.map(Head::read).unwrap_or_default())
}

fn return_addresses_of(mail: &Mail, returned: &Head) -> Vec<String> {
    let came_to = CAME_TO.iter().flat_map(|name| mail.head.all(name));
    let sent_from = ["return-path", "x-envelope-from", "errors-to", "sender"];
    let sent_from = sent_from.iter().flat_map(|name| returned.all(name));
    let reports = mail.reports.iter().flat_map(|report| report.text.lines());
    let complained = reports.filter_map(field);
    let complained = complained.filter(|(name, _)| name.eq_ignore_ascii_case("original-mail-from"));
    let fields = came_to.chain(sent_from).chain(complained.map(|(_, value)| value));
    fields.flat_map(|value| addresses(value)).map(|(_, address)| address.to_owned()).collect()
}

/// The Message-ID of what came back; else the one that the mail answers, or names in its text.
fn embedded_id(mail: &Mail, returned: &Head) -> Option<String> {
    let own = mail.head.find("message-id");
    let answered = || {
        let named = ["in-reply-to", "references", "x-original-message-id"];
        named.iter().find_map(|name| mail.head.find(name)).and_then(last_id)
    };
    let told = || {
        let fields = mail.text.lines().map(str::trim_start).filter_map(field);
        let mut ids = fields.filter(|(name, _)| name.eq_ignore_ascii_case("message-id"));
        ids.find_map(|(_, value)| last_id(value)).filter(|id| own.and_then(last_id) != Some(id))
    };
    let id = returned.find("message-id").and_then(last_id).or_else(answered).or_else(told);
    id.map(ToOwned::to_owned)
}

/// The last id of a field that may hold several: what is answered is named last.
fn last_id(value: &str) -> Option<&str> {
    let bracketed = value.rsplit_once('<').map(|(_, it)| it.split('>').next().unwrap_or(it));
    let id = bracketed.or_else(|| value.split_whitespace().last())?.trim();
    (!id.is_empty() && id.len() <= 998 && !id.contains(char::is_whitespace)).then_some(id)
}

/// Whom a message was sent to, where it is one.
fn sent_to(returned: &Head) -> Option<String> {
    let names = ["x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "x-rcpt-to", "to"];
    names.iter().find_map(|name| {
        let found: Vec<_> = returned.all(name).flat_map(addresses).collect();
        match found.as_slice() {
            [(_, one)] if !is_redacted(one) => Some((*one).to_owned()),
            _ => None,
        }
    })
}

/// Whether an address was made unreadable by whoever passes a complaint on.
pub(super) fn is_redacted(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let local = lower.split('@').next().unwrap_or_default();
    ["redacted", "undisclosed", "removed", "hidden", "xxxx", "[redacted]"]
        .iter()
        .any(|it| local.contains(it))
}

/// The recipient in a return address of the classic form: `bounces-bob=example.org@example.com`.
fn classic(address: &str) -> Option<String> {
    let (local, _) = address.rsplit_once('@')?;
    let (before, domain) = local.rsplit_once('=')?;
    let user = before
        .rsplit_once('+')
        .map_or_else(|| before.rsplit_once('-').map_or(before, |(_, user)| user), |(_, user)| user);
    let recipient = format!("{user}@{domain}");
    (self::address(&recipient) == Some(&recipient)).then_some(recipient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classic_form_names_the_recipient() {
        for (address, recipient) in [
            ("bounces+bob=example.org@example.com", Some("bob@example.org")),
            ("list-bounces-bob=example.org@example.com", Some("bob@example.org")),
            ("bounces+bob-lee=sub.example.org@example.com", Some("bob-lee@sub.example.org")),
            ("bounces=7@example.com", None),
            ("bounces@example.com", None),
        ] {
            assert_eq!(classic(address).as_deref(), recipient, "{address}");
        }
    }

    #[test]
    fn ids_lose_their_brackets() {
        for (value, id) in [
            ("<a@b>", Some("a@b")),
            ("<a@b> <c@d>", Some("c@d")),
            ("a@b", Some("a@b")),
            ("<a@b", Some("a@b")),
            ("<>", None),
            ("", None),
        ] {
            assert_eq!(last_id(value), id, "{value}");
        }
    }
}
