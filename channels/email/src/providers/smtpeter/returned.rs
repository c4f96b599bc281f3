//! Mail that came back, of which SMTPeter passes on all: reports, which it tells as failures, too,
//! and automatic replies, which it tells nowhere else.

use adapter::Skipped;
use event::{EventKind, bare_address};

/// What such a mail means. Reports call themselves automatic replies as well, so that word alone
/// decides nothing.
pub(super) fn meaning(mail: &str) -> Result<EventKind, Skipped> {
    let head = head(mail);
    let has = |name: &str, value: &str| {
        header(&head, name).is_some_and(|it| it.to_lowercase().contains(value))
    };
    let report = has("content-type", "multipart/report") || has("content-type", "delivery-status");
    let from = header(&head, "from").map(bare_address).unwrap_or_default().to_lowercase();
    let robot = from.starts_with("mailer-daemon") || from.starts_with("postmaster");
    let marks = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply"];
    let replied = has("auto-submitted", "auto-replied")
        || has("precedence", "auto_reply")
        || marks.iter().any(|name| header(&head, name).is_some())
        || SUBJECTS.iter().any(|words| has("subject", words));
    if replied && !report && !robot {
        Ok(EventKind::EmailAutoReplied)
    } else {
        Err(Skipped::known("bounce, which is told as a failure"))
    }
}

/// How the subjects of automatic replies begin, or what they contain.
const SUBJECTS: [&str; 6] = [
    "out of office",
    "out of the office",
    "automatic reply",
    "auto reply",
    "autoreply",
    "automatisch antwoord",
];

/// Who complained, where a feedback report (RFC 5965) says so.
pub(super) fn complained(mail: &str) -> Option<String> {
    let names = ["original-rcpt-to", "removal-recipient"];
    let mut lines = mail.lines().filter_map(|line| line.split_once(':'));
    let (_, address) = lines.find(|(name, _)| names.contains(&name.to_lowercase().as_str()))?;
    let address = bare_address(address);
    address.contains('@').then(|| address.to_owned())
}

/// The headers, folded lines put together.
fn head(mail: &str) -> Vec<String> {
    let mut head: Vec<String> = Vec::new();
    for line in mail.lines().take_while(|line| !line.trim().is_empty()) {
        match head.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
            _ => head.push(line.to_owned()),
        }
    }
    head
}

fn header<'a>(head: &'a [String], name: &str) -> Option<&'a str> {
    let mut lines = head.iter().filter_map(|line| line.split_once(':'));
    lines.find(|(it, _)| it.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
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
