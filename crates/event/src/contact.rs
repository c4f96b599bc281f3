//! Addresses in canonical form, so that one contact has one name.

use crate::Channel;
use std::net::IpAddr;

/// The canonical form of an address that a provider wrote.
///
/// Mail addresses lose display name and angle brackets and have their domain lower-cased (as an
/// A-label where it has one; the part before the `@` is the mailbox owner's to read, and stays).
/// Phone numbers become E.164, `+` and digits, on Viber too. Short codes, senders with letters in
/// them and ids of users and subscriptions stay as they are. What cannot be read as an address of
/// its channel is only trimmed.
///
/// # Examples
///
/// ```
/// use event::{Channel, contact};
///
/// assert_eq!(contact(Channel::Email, "Bob <Bob@Example.ORG>"), "Bob@example.org");
/// assert_eq!(contact(Channel::Sms, "0044 20 7946-0018"), "+442079460018");
/// assert_eq!(contact(Channel::Viber, "380501234567"), "+380501234567");
/// assert_eq!(contact(Channel::Viber, "01234567890A="), "01234567890A=");
/// ```
#[must_use]
pub fn contact(channel: Channel, recipient: &str) -> String {
    let recipient = recipient.trim();
    let canonical = match channel {
        Channel::Email => mail(recipient),
        // Partners address Viber users by number, bots by an opaque id: 24 characters of base 64,
        // which no number is as long as.
        Channel::Sms | Channel::Viber => phone(recipient),
        Channel::WebPush | Channel::Telegram => None,
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
/// providers write for either. ITU E.164 allows 15 digits and no zero before them: that is how
/// numbers within a country begin. Below 7 digits it is a short code.
fn phone(recipient: &str) -> Option<String> {
    let number = recipient.strip_prefix("tel:").unwrap_or(recipient);
    let digits: String = number.chars().filter(|&c| !is_between_digits(c)).collect();
    let digits = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00")).unwrap_or(&digits);
    let is_number = (7..=15).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then(|| format!("+{digits}"))
}

/// What people write to make a number easier to read: spaces of any width, hyphens, and the marks
/// that text from right to left is wrapped in.
fn is_between_digits(c: char) -> bool {
    let mark = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    let dash = matches!(c, '-' | '\u{2010}'..='\u{2013}');
    c.is_whitespace() || mark || dash || matches!(c, '.' | '(' | ')' | '/')
}

/// Whether somebody can be written to at an address in canonical form, as far as its form tells.
///
/// What providers report is taken as it is, masked numbers and all; this is for addresses that
/// somebody hands in.
///
/// # Errors
///
/// What the address must be, in words.
///
/// # Examples
///
/// ```
/// use event::{Channel, check_contact};
///
/// assert!(check_contact(Channel::Sms, "+442079460018").is_ok());
/// assert!(check_contact(Channel::Sms, "hello").is_err());
/// ```
pub fn check_contact(channel: Channel, address: &str) -> Result<(), &'static str> {
    let (is_one, wanted) = match channel {
        Channel::Email => (is_mail(address), "must be a mail address, such as bob@example.org"),
        Channel::Sms => (
            is_number(address) || is_short_code(address),
            "must be a number with its country, such as +442079460018",
        ),
        Channel::Telegram => (
            address.parse::<i64>().is_ok_and(|id| id != 0),
            "must be the number of a user or a chat, such as 1111111",
        ),
        Channel::Viber => (
            is_number(address) || is_id(address),
            "must be the id of a user, or a number with its country, such as +442079460018",
        ),
        Channel::WebPush => (is_id(address), "must be the id of a subscription"),
    };
    if is_one { Ok(()) } else { Err(wanted) }
}

/// By RFC 5321, 4.5.3.1: 64 bytes before the `@`, 255 behind it. Quoted mailboxes may hold spaces.
fn is_mail(address: &str) -> bool {
    let Some((mailbox, domain)) = address.rsplit_once('@') else { return false };
    let quoted = mailbox.len() > 2 && mailbox.starts_with('"') && mailbox.ends_with('"');
    let plain = |c: char| !c.is_whitespace() && !"()<>[]:;@\\,\"".contains(c);
    let is_mailbox = (1..=64).contains(&mailbox.len())
        && !mailbox.chars().any(char::is_control)
        && (quoted || mailbox.chars().all(plain));
    is_mailbox && (is_domain(domain) || is_literal(domain))
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.len() <= 255 && domain.split('.').all(is_label)
}

/// The address of a host, in brackets.
fn is_literal(domain: &str) -> bool {
    let inside = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let bare = inside.map(|it| it.strip_prefix("ipv6:").unwrap_or(it));
    bare.is_some_and(|it| it.parse::<IpAddr>().is_ok())
}

fn is_number(address: &str) -> bool {
    address.starts_with('+') && phone(address).as_deref() == Some(address)
}

fn is_short_code(address: &str) -> bool {
    (3..=6).contains(&address.len()) && address.bytes().all(|byte| byte.is_ascii_digit())
}

/// One word in the letters that ids are written in.
fn is_id(address: &str) -> bool {
    !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
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
            (Channel::Sms, " 380501234567", "+380501234567"),
            (Channel::Sms, "tel:+1-562-208-9096", "+15622089096"),
            (Channel::Sms, "\u{202a}+972\u{a0}50\u{2011}1234567\u{202c}", "+972501234567"),
            (Channel::Sms, "0501234567", "0501234567"),
            (Channel::Sms, "12345", "12345"),
            (Channel::Sms, "SHOP", "SHOP"),
            (Channel::Sms, "1800FLOWERS", "1800FLOWERS"),
            (Channel::Sms, "*********4567", "*********4567"),
            (Channel::Viber, "+380501234567", "+380501234567"),
            (Channel::Viber, "00380 50 123-45-67", "+380501234567"),
            (Channel::Viber, "6419461265115203277", "6419461265115203277"),
            (Channel::Telegram, " 1111111 ", "1111111"),
        ] {
            assert_eq!(contact(channel, written), wanted, "{written}");
        }
    }

    #[test]
    fn what_nobody_can_be_written_to_at_is_told() {
        for (channel, address, is_one) in [
            (Channel::Email, "bob@example.org", true),
            (Channel::Email, "\"b ob\"@example.org", true),
            (Channel::Email, "bob@localhost", true),
            (Channel::Email, "bob@[192.0.2.1]", true),
            (Channel::Email, "bob@[ipv6:2001:db8::1]", true),
            (Channel::Email, "bób@xn--bcher-kva.example", true),
            (Channel::Email, "notanaddress", false),
            (Channel::Email, "@example.org", false),
            (Channel::Email, "bob@", false),
            (Channel::Email, "bob@exa mple.org", false),
            (Channel::Email, "b ob@example.org", false),
            (Channel::Email, "bob@example..org", false),
            (Channel::Email, "bob@-example.org", false),
            (Channel::Email, "a@b@example.org", false),
            (Channel::Email, "bob\r\nbcc:x@example.org", false),
            (Channel::Sms, "+442079460018", true),
            (Channel::Sms, "12345", true),
            (Channel::Sms, "hello", false),
            (Channel::Sms, "0501234567", false),
            (Channel::Sms, "********4567", false),
            (Channel::Telegram, "1111111", true),
            (Channel::Telegram, "-1001234567890", true),
            (Channel::Telegram, "0", false),
            (Channel::Telegram, "@bob", false),
            (Channel::Viber, "01234567890A=", true),
            (Channel::Viber, "+380501234567", true),
            (Channel::Viber, "two words", false),
            (Channel::WebPush, "sub_06ag2vpsl3r5v2q1k8f4d9c0mg", true),
            (Channel::WebPush, "", false),
        ] {
            assert_eq!(check_contact(channel, address).is_ok(), is_one, "{channel} {address}");
        }
    }

    proptest! {
        #[test]
        fn every_number_in_canonical_form_is_one(number in "[1-9][0-9]{6,14}") {
            for channel in [Channel::Sms, Channel::Viber] {
                prop_assert!(check_contact(channel, &contact(channel, &number)).is_ok());
            }
        }

        #[test]
        fn it_is_a_fixed_point(pick in 0..5_usize, text in "\\PC{0,40}") {
            let channel = Channel::iter().nth(pick).expect("five channels");
            let once = contact(channel, &text);
            prop_assert_eq!(contact(channel, &once), once);
        }

        #[test]
        fn every_spelling_of_a_number_is_one_contact(
            number in "[1-9][0-9]{6,14}",
            before in "(\\+|00|tel:\\+| )?",
            between in vec("[ \\-./()\u{a0}]{0,2}", 15),
            viber: bool,
        ) {
            let digits = number.chars().zip(&between);
            let spaced: String =
                digits.flat_map(|(digit, gap)| std::iter::once(digit).chain(gap.chars())).collect();
            let channel = if viber { Channel::Viber } else { Channel::Sms };
            prop_assert_eq!(contact(channel, &format!("{before}{spaced}")), format!("+{number}"));
        }

        #[test]
        fn what_is_no_number_stays(
            text in "[1-9][0-9]{2,5}|[A-Za-z][A-Za-z0-9]{2,10}|[A-Za-z0-9+/]{11}[A-Za-z][A-Za-z0-9+/]{10}==",
            viber: bool,
        ) {
            let channel = if viber { Channel::Viber } else { Channel::Sms };
            prop_assert_eq!(contact(channel, &text), text);
        }
    }
}
