//! Addresses in canonical form, so that one contact has one name.

use crate::Channel;

/// The canonical form of an address that a provider wrote.
///
/// Mail addresses lose display name and angle brackets and have their domain lower-cased (as an
/// A-label where it has one; the part before the `@` is the mailbox owner's to read, and stays).
/// Phone numbers become E.164: `+` and digits. Ids of users and subscriptions stay as they are.
/// What cannot be read as an address of its channel is only trimmed.
///
/// # Examples
///
/// ```
/// use event::{Channel, contact};
///
/// assert_eq!(contact(Channel::Email, "Bob <Bob@Example.ORG>"), "Bob@example.org");
/// assert_eq!(contact(Channel::Sms, "0044 20 7946-0018"), "+442079460018");
/// assert_eq!(contact(Channel::Viber, "01234567890A="), "01234567890A=");
/// ```
#[must_use]
pub fn contact(channel: Channel, recipient: &str) -> String {
    let recipient = recipient.trim();
    let canonical = match channel {
        Channel::Email => mail(recipient),
        Channel::Sms => phone(recipient),
        // Partners address Viber users by number, bots by an opaque id.
        Channel::Viber if recipient.starts_with('+') => phone(recipient),
        Channel::WebPush | Channel::Telegram | Channel::Viber => None,
    };
    canonical.unwrap_or_else(|| recipient.to_owned())
}

/// The bare address of a mailbox as mail headers write it: without display name and brackets.
#[must_use]
pub fn bare_address(mailbox: &str) -> &str {
    let mailbox = mailbox.trim();
    let inside = mailbox.rfind('<').and_then(|at| mailbox[at + 1..].strip_suffix('>'));
    inside.unwrap_or(mailbox).trim()
}

fn mail(recipient: &str) -> Option<String> {
    let (mailbox, domain) = bare_address(recipient).rsplit_once('@')?;
    let ascii = idna::domain_to_ascii(domain);
    Some(format!("{mailbox}@{}", ascii.unwrap_or_else(|_| domain.to_lowercase())))
}

/// Only numbers that name their country can be read: `+…`, `00…`, or the bare digits that
/// providers write for either. ITU E.164 allows 15 digits; below 7 it is a short code.
fn phone(recipient: &str) -> Option<String> {
    let written = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/');
    let digits: String = recipient.chars().filter(|&c| !written(c)).collect();
    let digits = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00")).unwrap_or(&digits);
    let is_number = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::IntoEnumIterator;

    #[test]
    fn each_channel_has_its_form() {
        for (channel, written, wanted) in [
            (Channel::Email, "bob@example.org", "bob@example.org"),
            (Channel::Email, "\"A, B\" <a@Bücher.example>", "a@xn--bcher-kva.example"),
            (Channel::Email, "nobody", "nobody"),
            (Channel::Email, "a@b@C.example", "a@b@c.example"),
            (Channel::Sms, "+1 (562) 208-9096", "+15622089096"),
            (Channel::Sms, "15622089096", "+15622089096"),
            (Channel::Sms, "12345", "12345"),
            (Channel::Sms, "SHOP", "SHOP"),
            (Channel::Viber, "+380501234567", "+380501234567"),
            (Channel::Telegram, " 1111111 ", "1111111"),
        ] {
            assert_eq!(contact(channel, written), wanted, "{written}");
        }
    }

    proptest! {
        #[test]
        fn it_is_a_fixed_point(pick in 0..5_usize, text in "\\PC{0,40}") {
            let channel = Channel::iter().nth(pick).expect("five channels");
            let once = contact(channel, &text);
            prop_assert_eq!(contact(channel, &once), once);
        }
    }
}
