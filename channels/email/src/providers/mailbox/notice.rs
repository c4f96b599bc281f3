//! What mail servers write to people when they cannot deliver, in no format at all.
//!
//! The message that they return is cut off first. Then the addresses are weighed by how they stand
//! in their lines, and of each it is read what stands around it.

mod cut;
mod subjects;
mod who;
mod why;
mod wording;

pub(super) use self::cut::returned;

use self::who::Mention;
use super::trace::Trace;
use crate::bounce;
use crate::mail::{Mail, clipped};
use adapter::Parsed;
use event::{BounceClass, EventKind, Response};
use std::cell::OnceCell;

/// Of a longer notice, the beginning is read, in lines: what follows is what is returned.
const MOST_LINES: usize = 600;

/// More recipients than that are no recipients, but a list of something.
const MOST_RECIPIENTS: usize = 100;

/// What a mail server wrote to people.
#[derive(Debug)]
pub(super) struct Notice<'a> {
    lines: Vec<&'a str>,
    /// Where which address stands.
    mentions: Vec<Mention<'a>>,
    /// What it says of nobody in particular.
    general: OnceCell<Option<String>>,
    /// Whether it says that the failure is for good.
    pub(super) permanent: bool,
    /// Whether it says that the message is still being tried.
    delayed: bool,
}

/// Whether a mail reads like such a notice, whoever wrote it.
pub(super) fn is_one(mail: &Mail) -> bool {
    let head = &mail.head;
    let subject = head.find("subject").unwrap_or_default();
    head.has_any(&["x-failed-recipients"])
        || head.says("content-type", "delivery-status")
        || subjects::ALL.are_in(subject)
        || head.find("return-path") == Some("<>") && wording::OPENINGS.are_in(&mail.text)
}

/// What a notice says; none where it names nobody.
pub(super) fn read(mail: &Mail, trace: &Trace) -> Option<Parsed> {
    let notice = Notice::of(mail, trace);
    let mut parsed = Parsed::default();
    for recipient in notice.recipients(mail, trace) {
        let said = notice.said(&recipient);
        if said.is_none() && !notice.speaks_of_failure(mail) {
            continue;
        }
        let said = said.unwrap_or_default();
        let kind = if notice.delayed { EventKind::EmailDeferred } else { EventKind::EmailBounced };
        let mut event = trace.event(kind, Some(recipient));
        bounce::tell(&mut event, notice.verdict(&said), said);
        parsed.events.push(event);
    }
    (!parsed.events.is_empty()).then_some(parsed)
}

impl<'a> Notice<'a> {
    pub(super) fn of(mail: &'a Mail, trace: &Trace) -> Self {
        let text = cut::notice(&mail.text);
        let subject = mail.head.find("subject").unwrap_or_default();
        let lines: Vec<_> = text.lines().take(MOST_LINES).map(clipped).collect();
        let mentions = who::mentions(&lines, mail, trace);
        let permanent = wording::FINAL.are_in(text);
        let late = wording::DELAYED.are_in(text) || subjects::DELAYED.are_in(subject);
        let general = OnceCell::new();
        Self { lines, mentions, general, permanent, delayed: late && !permanent }
    }

    /// Whom it is about: those that its head names; else those whose lines say most clearly that it
    /// is about them; else whom the returned message was sent to, or a user without a domain; else
    /// whoever stands there.
    fn recipients(&self, mail: &Mail, trace: &Trace) -> Vec<String> {
        let failed = mail.head.all("x-failed-recipients").flat_map(crate::mail::addresses);
        let mut found: Vec<&str> = failed.map(|(_, address)| address).collect();
        if found.is_empty() {
            found = who::clearest(&self.mentions);
        }
        let mut recipients: Vec<String> = Vec::new();
        for address in found {
            if !recipients.iter().any(|it| it.eq_ignore_ascii_case(address)) {
                recipients.push(address.to_owned());
            }
        }
        recipients.truncate(MOST_RECIPIENTS);
        if recipients.is_empty() {
            let sent_to = trace.sent_to.clone();
            let other = sent_to.or_else(|| who::local_user(&self.lines, mail));
            recipients.extend(other.or_else(|| who::anyone(&self.mentions)));
        }
        recipients
    }

    /// What it says of that recipient.
    fn said(&self, recipient: &str) -> Option<Response> {
        self.about(recipient).map(|words| why::reply(&words))
    }

    /// The words that it says of that recipient, lines and all.
    pub(super) fn about(&self, recipient: &str) -> Option<String> {
        let own = why::words(&self.lines, &self.mentions, recipient);
        own.or_else(|| self.general.get_or_init(|| why::general(&self.lines)).clone())
    }

    /// Whether anything in the mail says that something was not delivered.
    fn speaks_of_failure(&self, mail: &Mail) -> bool {
        let subject = mail.head.find("subject").unwrap_or_default();
        self.permanent
            || self.delayed
            || mail.head.has_any(&["x-failed-recipients"])
            || subjects::ALL.are_in(subject)
            || self.lines.iter().any(|line| wording::OPENINGS.are_in(line))
    }

    /// What is known of the class beside codes and words: nothing, where there are any codes.
    pub(super) fn verdict(&self, said: &Response) -> Option<BounceClass> {
        let silent = said.code.is_none() && said.enhanced.is_none();
        (silent && self.permanent).then_some(BounceClass::Hard)
    }
}
