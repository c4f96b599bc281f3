//! Addresses on pages: enough for their owner to know them, and too little for anybody else.

use event::{Channel, contact};

/// What stands for what is left out.
const HIDDEN: &str = "…";

/// The address as a page shows it; none where its owner would not know it either.
pub(super) fn masked(channel: Channel, address: &str) -> Option<String> {
    let address = contact(channel, address);
    match channel {
        Channel::Email => {
            let (mailbox, domain) = address.rsplit_once('@')?;
            Some(format!("{}{HIDDEN}@{}", beginning(mailbox, 1), idna::domain_to_unicode(domain).0))
        }
        Channel::Sms | Channel::Telegram => Some(tail(&address)),
        Channel::Viber if address.starts_with('+') => Some(tail(&address)),
        // Ids that only programs know.
        Channel::Viber | Channel::WebPush => None,
    }
}

fn beginning(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

/// The last two characters, where there is enough before them.
fn tail(text: &str) -> String {
    let count = text.chars().count();
    let shown = if count >= 6 { 2 } else { 0 };
    let tail: String = text.chars().skip(count - shown).collect();
    format!("{HIDDEN}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_shown_of_an_address() {
        for (channel, address, wanted) in [
            (Channel::Email, "Ann <ann@Example.org>", Some("a…@example.org")),
            (Channel::Email, "b@xn--bcher-kva.example", Some("b…@bücher.example")),
            (Channel::Email, "nobody", None),
            (Channel::Sms, "0044 20 7946 0018", Some("…18")),
            (Channel::Sms, "12345", Some("…")),
            (Channel::Telegram, "1111117", Some("…17")),
            (Channel::Viber, "+380501234567", Some("…67")),
            (Channel::Viber, "01234567890A=", None),
            (Channel::WebPush, "sub-1", None),
        ] {
            assert_eq!(masked(channel, address).as_deref(), wanted, "{address}");
        }
    }
}
