//! Why a message was never tried, in the hub's words.

use event::Reason;

/// Finds the hub's word in what a provider says. The provider's words stay beside it.
pub(crate) fn reason(words: &str) -> Reason {
    let text = words.trim();
    let lower = text.to_lowercase();
    let found = SIGNS.iter().find(|(signs, _)| signs.iter().any(|sign| lower.contains(sign)));
    Reason {
        code: found.map(|(_, code)| (*code).to_owned()),
        text: (!text.is_empty()).then(|| text.to_owned()),
    }
}

/// The same for a reason that may have a code already: what the provider says in a word of its own
/// is surer than what its sentences mention.
pub(crate) fn told(given: Reason) -> Reason {
    let found = reason(given.text.as_deref().unwrap_or_default());
    Reason { code: given.code.or(found.code), text: found.text }
}

/// Signs and what they mean, the more telling first.
const SIGNS: [(&[&str], &str); 5] = [
    (&["unsubscri"], "suppressed_unsubscribe"),
    (&["spam report", "reason: spam", "complain", "marked as spam"], "suppressed_spam"),
    (&["bounce"], "suppressed_bounce"),
    (&["suppress", "block list", "blocklist", "blacklist", "denylist"], "suppressed"),
    (&["invalid"], "invalid"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_telling_word_counts() {
        for (words, code) in [
            ("Bounced Address", Some("suppressed_bounce")),
            ("Unsubscribed Address", Some("suppressed_unsubscribe")),
            ("Spam Reporting Address", Some("suppressed_spam")),
            ("Recipient is on the suppression list: hard bounce", Some("suppressed_bounce")),
            ("In suppression list. Reason: unsubscription", Some("suppressed_unsubscribe")),
            ("In suppression list. Reason: spam", Some("suppressed_spam")),
            ("recipient suppressed", Some("suppressed")),
            ("Invalid", Some("invalid")),
            ("Sender is not verified", None),
            ("", None),
        ] {
            assert_eq!(reason(words).code.as_deref(), code, "{words}");
        }
        assert_eq!(reason(" ").text, None);
    }

    #[test]
    fn a_code_that_is_given_stays() {
        let given = |code: Option<&str>| Reason {
            code: code.map(ToOwned::to_owned),
            text: Some("Bounced Address".to_owned()),
        };
        assert_eq!(told(given(None)).code.as_deref(), Some("suppressed_bounce"));
        assert_eq!(told(given(Some("invalid"))).code.as_deref(), Some("invalid"));
    }
}
