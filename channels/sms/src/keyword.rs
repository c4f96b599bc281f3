//! What a contact says with a single word.

use event::EventKind;

const STOP: [&str; 8] =
    ["CANCEL", "END", "OPTOUT", "QUIT", "REVOKE", "STOP", "STOPALL", "UNSUBSCRIBE"];
const START: [&str; 3] = ["START", "UNSTOP", "YES"];

/// What a message from a contact decides, where it is one of the usual words and nothing else:
/// `STOP`, `stop!`. Carriers and providers act on the word alone, too: "stop by tomorrow" is chat.
pub(crate) fn decision(text: &str) -> Option<EventKind> {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric()).to_uppercase();
    match word.as_str() {
        word if STOP.contains(&word) => Some(EventKind::SmsUnsubscribed),
        word if START.contains(&word) => Some(EventKind::SmsSubscribed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_alone_decides() {
        for (text, decided) in [
            ("STOP", Some(EventKind::SmsUnsubscribed)),
            (" \"Stop!\" ", Some(EventKind::SmsUnsubscribed)),
            ("unsubscribe.", Some(EventKind::SmsUnsubscribed)),
            ("start", Some(EventKind::SmsSubscribed)),
            ("Yes", Some(EventKind::SmsSubscribed)),
            ("stop by tomorrow", None),
            ("HELP", None),
            ("non-stop", None),
            ("", None),
        ] {
            assert_eq!(decision(text), decided, "{text}");
        }
    }
}
