//! What is wrong with a ticket.

use crate::{Purpose, Ticket, target};
use event::Channel;

/// How long an address and an id of a message may be, in bytes.
const LONGEST_NAME: usize = 1000;

/// How long the platform's own ids may be as JSON, in bytes.
const LONGEST_METADATA: usize = 2048;

/// Something that is wrong with a ticket.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The member of the ticket.
    pub member: &'static str,
    /// What is wrong with it.
    pub detail: String,
}

impl Ticket {
    /// All that is wrong with the ticket for that purpose; nothing, where it may be used.
    #[must_use]
    pub fn faults(&self, purpose: Purpose) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut add = |member, detail: String| faults.push(Fault { member, detail });
        if self.contact.trim().is_empty() || self.contact.len() > LONGEST_NAME {
            add("contact", format!("must be 1 to {LONGEST_NAME} bytes, and not blank"));
        }
        if self.message_id.as_ref().is_some_and(|it| it.is_empty() || it.len() > LONGEST_NAME) {
            add("message_id", format!("must be 1 to {LONGEST_NAME} bytes"));
        }
        if serde_json::to_string(&self.metadata).map_or(0, |json| json.len()) > LONGEST_METADATA {
            add("metadata", format!("must be at most {LONGEST_METADATA} bytes of JSON"));
        }
        match (purpose, &self.url) {
            (Purpose::Link, None) => add("url", "is required".to_owned()),
            (Purpose::Link, Some(url)) => {
                if let Err(error) = target(url) {
                    add("url", error.to_string());
                }
            }
            (_, None) => {}
            (_, Some(_)) => add("url", "only a link leads somewhere".to_owned()),
        }
        if let Some(detail) = wrong_channel(purpose, self.channel) {
            add("channel", detail.to_owned());
        }
        let parted = purpose == Purpose::Leave && self.channel == Channel::WebPush;
        match self.device {
            None if parted => add("device", "is required: `desktop` or `mobile`".to_owned()),
            Some(_) if !parted => {
                add("device", "only the page to leave web push needs it".to_owned());
            }
            _ => {}
        }
        faults
    }
}

fn wrong_channel(purpose: Purpose, channel: Channel) -> Option<&'static str> {
    match (purpose, channel) {
        (Purpose::Open, it) if it != Channel::Email => Some("only mail has a picture that tells"),
        (Purpose::Confirm, Channel::WebPush) => {
            Some("permission to push is given in the browser, not on a page of the hub")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Device;
    use serde_json::json;

    fn members(ticket: &Ticket, purpose: Purpose) -> Vec<&'static str> {
        ticket.faults(purpose).iter().map(|fault| fault.member).collect()
    }

    #[test]
    fn each_purpose_needs_its_own() {
        let plain = |channel| Ticket::new(channel, "a");
        let leading = |channel| Ticket { url: Some("https://a.example/".into()), ..plain(channel) };
        let mobile = |channel| Ticket { device: Some(Device::Mobile), ..plain(channel) };
        for (ticket, purpose, wrong) in [
            (leading(Channel::Viber), Purpose::Link, vec![]),
            (plain(Channel::Viber), Purpose::Link, vec!["url"]),
            (plain(Channel::Email), Purpose::Open, vec![]),
            (plain(Channel::Sms), Purpose::Open, vec!["channel"]),
            (leading(Channel::Email), Purpose::Open, vec!["url"]),
            (plain(Channel::Telegram), Purpose::Confirm, vec![]),
            (plain(Channel::WebPush), Purpose::Confirm, vec!["channel"]),
            (plain(Channel::WebPush), Purpose::Leave, vec!["device"]),
            (mobile(Channel::WebPush), Purpose::Leave, vec![]),
            (mobile(Channel::Sms), Purpose::Leave, vec!["device"]),
            (mobile(Channel::WebPush), Purpose::Confirm, vec!["channel", "device"]),
        ] {
            assert_eq!(members(&ticket, purpose), wrong, "{purpose} {ticket:?}");
        }
    }

    #[test]
    fn what_is_too_long_or_blank_is_told() {
        let long = Ticket {
            contact: " ".to_owned(),
            message_id: Some(String::new()),
            metadata: json!({"a": "x".repeat(2048)}).as_object().cloned().unwrap_or_default(),
            url: Some("javascript:alert(1)".to_owned()),
            ..Ticket::new(Channel::Email, "")
        };
        let wrong = ["contact", "message_id", "metadata", "url"];
        assert_eq!(members(&long, Purpose::Link), wrong);
        let contact = "x".repeat(1001);
        let longer =
            Ticket { message_id: Some(contact.clone()), ..Ticket::new(Channel::Sms, contact) };
        assert_eq!(members(&longer, Purpose::Leave), ["contact", "message_id"]);
    }
}
