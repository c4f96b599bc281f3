//! Lines of a mail's header, ready to paste.

use event::Channel;
use store::Source;
use ticket::{Purpose, Ticket};

/// The line that makes a mail program ask by one POST (RFC 8058).
pub(super) const POST: &str = "List-Unsubscribe-Post: List-Unsubscribe=One-Click";

/// How long a line of a mail may be, in bytes (RFC 5322, 2.1.1).
pub(super) const LONGEST: usize = 998;

/// Whether a ticket stands in a mail's header.
pub(super) fn has_lines(purpose: Purpose, ticket: &Ticket) -> bool {
    purpose == Purpose::Leave && ticket.channel == Channel::Email
}

/// The line that says where to leave: the page's URL, and the address of the project's mailbox
/// where it has one.
pub(super) fn line(url: &str, mailbox: Option<&str>) -> String {
    let mail = mailbox.map(|address| format!(", <mailto:{address}?subject=unsubscribe>"));
    format!("List-Unsubscribe: <{url}>{}", mail.unwrap_or_default())
}

/// The address of the first source that reads a mailbox and says its address, written as a
/// `mailto:` URL has it.
pub(super) fn mailbox<'a>(mut sources: impl Iterator<Item = &'a Source>) -> Option<String> {
    sources.find_map(|source| {
        let reads = source.channel == Some(Channel::Email) && source.provider == "mailbox";
        source.settings.get("address").filter(|_| reads)?.as_str().and_then(written)
    })
}

/// An address as it may stand in a `mailto:` URL (RFC 6068); none where it is no plain address.
fn written(address: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@.-_+=".contains(c);
    let (mailbox, domain) = address.split_once('@')?;
    let whole = !mailbox.is_empty() && domain.contains('.') && !domain.contains('@');
    (whole && address.chars().all(plain)).then(|| address.replace('+', "%2B"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::SourceId;
    use serde_json::json;

    fn source(provider: &str, settings: &serde_json::Value) -> Source {
        Source {
            no: 1,
            id: SourceId::at(0),
            project: 1,
            built_in: false,
            channel: Some(Channel::Email),
            provider: provider.to_owned(),
            title: String::new(),
            paused: false,
            secrets: serde_json::Map::new(),
            settings: settings.as_object().cloned().unwrap_or_default(),
            tokens: Vec::new(),
            created_at: 0,
        }
    }

    #[test]
    fn the_line_names_the_page_and_the_mailbox() {
        let url = "https://hub.example/u/AQ";
        assert_eq!(line(url, None), "List-Unsubscribe: <https://hub.example/u/AQ>");
        let both = "List-Unsubscribe: <https://hub.example/u/AQ>, \
                    <mailto:off%2Bshop@hub.example?subject=unsubscribe>";
        let sources = [
            source("smtp2go", &json!({"address": "no@hub.example"})),
            source("mailbox", &json!({})),
            source("mailbox", &json!({"address": "off+shop@hub.example"})),
        ];
        assert_eq!(line(url, mailbox(sources.iter()).as_deref()), both);
        for odd in ["a@b@c.example", "a", "@b.example", "a b@c.example", "a>@b.example", "a@b"] {
            assert_eq!(
                mailbox([source("mailbox", &json!({"address": odd}))].iter()),
                None,
                "{odd}"
            );
        }
    }
}
