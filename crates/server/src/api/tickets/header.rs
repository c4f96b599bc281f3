//! Lines of a mail's header, ready to paste.

use event::Channel;
use ticket::{Purpose, Ticket};

/// The line that makes a mail program ask by one POST (RFC 8058).
pub(super) const POST: &str = "List-Unsubscribe-Post: List-Unsubscribe=One-Click";

/// How long a line of a mail may be, in bytes (RFC 5322, 2.1.1).
pub(super) const LONGEST: usize = 998;

/// Whether a ticket stands in a mail's header.
pub(super) fn has_lines(purpose: Purpose, ticket: &Ticket) -> bool {
    purpose == Purpose::Leave && ticket.channel == Channel::Email
}

/// The line that says where to leave: the page's URL, and an address that reads mail, where there
/// is one.
pub(super) fn line(url: &str, mailbox: Option<&str>) -> String {
    let mail = mailbox.map(|address| format!(", <mailto:{address}?subject=unsubscribe>"));
    format!("List-Unsubscribe: <{url}>{}", mail.unwrap_or_default())
}

/// An address as it may stand in a `mailto:` URL (RFC 6068).
///
/// # Errors
///
/// What is said of one that is no plain address.
pub(super) fn written(address: &str) -> Result<String, &'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@.-_+=".contains(c);
    let whole = address.split_once('@').is_some_and(|(mailbox, domain)| {
        !mailbox.is_empty() && domain.contains('.') && !domain.contains('@')
    });
    if whole && address.chars().all(plain) {
        Ok(address.replace('+', "%2B"))
    } else {
        Err("must be an address of letters, digits and `.-_+=`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_the_page_and_the_mailbox() {
        let url = "https://hub.example/u/AQ";
        assert_eq!(line(url, None), "List-Unsubscribe: <https://hub.example/u/AQ>");
        let both = "List-Unsubscribe: <https://hub.example/u/AQ>, \
                    <mailto:off%2Bshop@hub.example?subject=unsubscribe>";
        let written = written("off+shop@hub.example").expect("an address");
        assert_eq!(line(url, Some(&written)), both);
    }

    #[test]
    fn what_is_no_plain_address_is_refused() {
        for odd in [
            "",
            "a",
            "a@b",
            "@b.example",
            "a@b@c.example",
            "a b@c.example",
            "a>@b.example",
            "a@b.example?cc=c",
            "a@b.example\r\nBcc: c@d.example",
            "a%@b.example",
        ] {
            assert!(written(odd).is_err(), "{odd}");
        }
    }
}
