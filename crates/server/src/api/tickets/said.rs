//! What links and tickets have in common.

use crate::api::contacts::address;
use crate::api::input::{Faults, unknown};
use event::Channel;
use serde_json::{Map, Value};
use strum::IntoEnumIterator;
use ticket::{Purpose, Ticket};

/// What is said of whom a URL is made for.
#[derive(Debug)]
pub(in crate::api) struct Said {
    pub(in crate::api) channel: Option<String>,
    pub(in crate::api) contact: Option<String>,
    pub(in crate::api) message_id: Option<String>,
    pub(in crate::api) metadata: Map<String, Value>,
}

impl Said {
    /// A ticket that says so; none where something that it needs is missing.
    pub(in crate::api) fn check(self, faults: &mut Faults) -> Option<Ticket> {
        let channel = faults.need("/channel", self.channel);
        let channel = channel.and_then(|name| faults.take("/channel", channel_of(&name)));
        let contact = faults.need("/contact", self.contact);
        let contact = contact.filter(|text| match channel {
            Some(channel) => faults.take("/contact", address(channel, text)).is_some(),
            None => true,
        });
        let (message_id, metadata) = (self.message_id, self.metadata);
        Some(Ticket { message_id, metadata, ..Ticket::new(channel?, contact?) })
    }
}

fn channel_of(name: &str) -> Result<Channel, String> {
    name.parse().map_err(|_| unknown("channel", name, Channel::iter().map(Channel::name)))
}

/// Notes all that is wrong with a ticket; something, where that is nothing.
pub(in crate::api) fn faults_of(
    ticket: &Ticket,
    purpose: Purpose,
    faults: &mut Faults,
) -> Option<()> {
    let found = ticket.faults(purpose);
    for fault in &found {
        faults.add(&format!("/{}", fault.member), &fault.detail);
    }
    found.is_empty().then_some(())
}
