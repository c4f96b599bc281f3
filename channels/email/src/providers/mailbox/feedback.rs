//! Complaints that mailbox providers pass on (RFC 5965), and those of before there was a format.

use super::trace::{Trace, is_redacted};
use crate::mail::{Head, Mail, address, time};
use crate::phrase::Phrases;
use adapter::{Parsed, Skipped};
use event::{EventKind, Reason};
use std::sync::LazyLock;

/// No complaint names more recipients.
const MOST: usize = 100;

/// What a complaint says; none where the mail is none.
pub(super) fn read(mail: &Mail, trace: &Trace) -> Option<Parsed> {
    let typed = mail.head.says("content-type", "feedback-report")
        || mail.reports("feedback-report").next().is_some();
    let fields = match mail.complaint().filter(|_| typed) {
        Some(fields) => fields,
        None if typed || is_an_old_one(mail) => Head::default(),
        None => return None,
    };
    let word = fields.find("feedback-type").unwrap_or("abuse").to_ascii_lowercase();
    let kind = match meaning(word.trim()) {
        Ok(kind) => kind,
        Err(skipped) => return Some(Parsed::skip(skipped)),
    };
    let mut parsed = Parsed::default();
    for recipient in recipients(&fields, trace) {
        let mut event = trace.event(kind, recipient);
        let at = ["received-date", "arrival-date"].iter().find_map(|name| time(fields.find(name)?));
        event.occurred_at = at.or(event.occurred_at);
        event.details.reason = Some(Reason { code: Some(word.trim().to_owned()), text: None });
        parsed.push(Skipped::unless_named(event));
    }
    Some(parsed)
}

/// RFC 5965's words and those that others added, in ours.
fn meaning(word: &str) -> Result<EventKind, Skipped> {
    Ok(match word {
        "abuse" | "fraud" | "virus" | "other" | "phishing" | "miscategorized" | "complaint" => {
            EventKind::EmailSpam
        }
        "opt-out" | "opt-out-list" | "unsubscribe" => EventKind::EmailUnsubscribed,
        // Taken out of spam; reports on how mail was signed (RFC 6591), not on anybody's wish.
        "not-spam" | "auth-failure" | "dkim" | "dmarc" => return Err(Skipped::known(word)),
        _ => return Err(Skipped::unknown(word)),
    })
}

/// Who complained: as the report says, where it may; else whom the message was sent to.
fn recipients(fields: &Head, trace: &Trace) -> Vec<Option<String>> {
    let names = ["original-rcpt-to", "removal-recipient", "original-recipient"];
    let told = names.iter().flat_map(|name| fields.all(name)).filter_map(address);
    let mut found: Vec<Option<String>> = Vec::new();
    for address in told.filter(|it| !is_redacted(it)).take(MOST) {
        if !found.iter().flatten().any(|it| it.eq_ignore_ascii_case(address)) {
            found.push(Some(address.to_owned()));
        }
    }
    if found.is_empty() {
        found.push(trace.sent_to.clone());
    }
    found
}

fn is_an_old_one(mail: &Mail) -> bool {
    let subject = mail.head.find("subject").unwrap_or_default();
    mail.returned.is_some()
        && (SUBJECTS.are_in(subject) || mail.head.has_any(&["x-hmxmroriginalrecipient"]))
}

/// Subjects of complaints that come without a report.
static SUBJECTS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "abuse complaint",
        "abuse report",
        "client tos notification",
        "complaint about message from",
        "email feedback report",
        "feedback loop",
        "jmrp report",
        "spam complaint",
        "spam report",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_no_complaint() {
        assert_eq!(meaning("abuse"), Ok(EventKind::EmailSpam));
        assert_eq!(meaning("opt-out"), Ok(EventKind::EmailUnsubscribed));
        assert_eq!(meaning("not-spam"), Err(Skipped::known("not-spam")));
        assert_eq!(meaning("sarcasm"), Err(Skipped::unknown("sarcasm")));
    }
}
