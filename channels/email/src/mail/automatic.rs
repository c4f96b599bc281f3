//! Who wrote a mail: a person, a machine in a person's place, or a mail server.

mod words;

use self::words::{AWAY, CHALLENGES, MARKS, NAMES, SERVERS, SUBJECTS};
use super::{Mail, address};

/// Whether a mail server wrote it, and not in anybody's place.
pub(crate) fn is_of_a_server(mail: &Mail) -> bool {
    let from = mail.head.find("from").unwrap_or_default();
    // Who writes as nobody is a server.
    if from.trim_end().ends_with("<>") {
        return true;
    }
    let local = address(from).and_then(|it| it.rsplit_once('@')).map_or(from, |(local, _)| local);
    let local = local.to_ascii_lowercase().replace(['.', '_', ' '], "-");
    SERVERS.iter().any(|it| local.starts_with(it)) || NAMES.are_in(from)
}

/// Whether it says of itself that a machine wrote it in a person's place. Reports of servers say
/// so, too, and are to be looked for before.
pub(crate) fn is_automatic(mail: &Mail) -> bool {
    let head = &mail.head;
    let submitted = head.find("auto-submitted").unwrap_or("no").to_ascii_lowercase();
    submitted.starts_with("auto-replied")
        || submitted.starts_with("auto-generated")
        || submitted.starts_with("vacation")
        || head.has_any(&MARKS)
        || head.says("precedence", "auto_reply")
        || head.says("precedence", "auto-reply")
        || head.says("x-precedence", "auto_reply")
        || head.says("x-mailer", "vacation")
        || head.says("x-mailer", "autoresponder")
        || head.says("delivered-to", "autoresponder")
        || head.says("content-type", "report-type=vacation")
        || head.find("subject").is_some_and(|it| SUBJECTS.are_in(it))
}

/// Whether its words are those of an automatic reply, which says so nowhere else.
pub(crate) fn sounds_automatic(mail: &Mail) -> bool {
    let beginning = mail.text.char_indices().nth(1_500).map_or(mail.text.len(), |(at, _)| at);
    AWAY.are_in(&mail.text[..beginning]) || CHALLENGES.are_in(&mail.text[..beginning])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(text: &str) -> Mail {
        Mail::read(text.as_bytes()).expect("a mail")
    }

    #[test]
    fn it_is_told_who_wrote() {
        for (text, server, automatic) in [
            ("From: carol@example.net\r\nAuto-Submitted: auto-replied\r\n\r\nAway", false, true),
            ("From: carol@example.net\nSubject: Re:\n Out of Office\n\nAway", false, true),
            ("From: carol@example.net\nX-Autoreply: yes\n\nAway", false, true),
            ("From: carol@example.net\nSubject: =?utf-8?B?6Ieq5YuV6L+U5L+h?=\n\nA", false, true),
            ("From: MAILER-DAEMON@example.net\nAuto-Submitted: auto-replied\n\nGone", true, true),
            ("From: Mail Delivery System <noreply@example.net>\n\nGone", true, false),
            ("From: carol@example.net\nSubject: Re: Hello\n\nHi", false, false),
            ("From: carol@example.net\nAuto-Submitted: no\n\nHi", false, false),
        ] {
            let mail = mail(text);
            assert_eq!((is_of_a_server(&mail), is_automatic(&mail)), (server, automatic), "{text}");
        }
    }

    #[test]
    fn words_give_it_away() {
        for (text, automatic) in [
            ("I will be out of the office until Monday.", true),
            ("Ich bin derzeit nicht im Haus.", true),
            ("Please click here to be added to my list.", true),
            ("I am in the office.", false),
        ] {
            let mail = mail(&format!("From: carol@example.net\n\n{text}"));
            assert_eq!(sounds_automatic(&mail), automatic, "{text}");
        }
    }
}
