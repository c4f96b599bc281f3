//! Mail that came back, of which SMTPeter passes on all: reports, which it tells as failures, too,
//! and automatic replies, which it tells nowhere else.

use crate::mail::{Mail, address, automatic};
use adapter::Skipped;
use event::EventKind;

/// What such a mail means. Reports call themselves automatic replies as well, so that word alone
/// decides nothing.
pub(super) fn meaning(mail: &str) -> Result<EventKind, Skipped> {
    let is_reply = |mail: Mail| {
        let kind = |it| mail.head.says("content-type", it);
        let report = kind("multipart/report") || kind("delivery-status");
        automatic::is_automatic(&mail) && !automatic::is_of_a_server(&mail) && !report
    };
    if Mail::read(mail.as_bytes()).is_some_and(is_reply) {
        Ok(EventKind::EmailAutoReplied)
    } else {
        Err(Skipped::known("bounce, which is told as a failure"))
    }
}

/// Who complained, where a feedback report (RFC 5965) says so.
pub(super) fn complained(mail: &str) -> Option<String> {
    let report = Mail::read(mail.as_bytes())?.complaint()?;
    let names = ["original-rcpt-to", "removal-recipient"];
    names.iter().find_map(|name| address(report.find(name)?)).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reply_of_a_person_is_one() {
        for (mail, replied) in [
            ("From: carol@example.net\r\nAuto-Submitted: auto-replied\r\n\r\nAway", true),
            ("From: carol@example.net\nSubject: Re:\n Out of Office\n\nAway", true),
            ("From: carol@example.net\nX-Autoreply: yes\n\nAway", true),
            ("From: MAILER-DAEMON@example.net\nAuto-Submitted: auto-replied\n\nGone", false),
            ("Auto-Submitted: auto-replied\nContent-Type: multipart/report;\n x=y\n\n", false),
            ("From: carol@example.net\nSubject: Re: Hello\n\nOut of office", false),
            ("", false),
        ] {
            assert_eq!(meaning(mail).is_ok(), replied, "{mail}");
        }
    }
}
