//! Which events a list shows.

use crate::api::input::{FromParams, Paging, Params};
use event::{Channel, EventId, EventKind, Selection, contact};
use store::EventFilter;
use strum::IntoEnumIterator;
use utoipa::IntoParams;

/// Which events a list shows.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Only these kinds, parted by commas or given several times; `email.*` stands for all of a
    /// channel.
    #[param(value_type = String, required = false, example = "email.bounced,email.rejected")]
    kind: Vec<EventKind>,
    /// Only of this channel.
    #[param(value_type = String, required = false, nullable = false, example = "email")]
    channel: Option<Channel>,
    /// Only about this contact; its canonical form is found by the channel, or that of the kinds.
    #[param(nullable = false, example = "bob@example.org")]
    contact: Option<String>,
    /// Only about this message.
    #[param(nullable = false)]
    message_id: Option<String>,
    /// Only those received at that time or later.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    since: Option<i64>,
    /// Only those received before that time.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    until: Option<i64>,
    /// Only those that some webhook wanted, or none did.
    #[param(nullable = false)]
    matched: Option<bool>,
}

impl FromParams for Filter {
    fn take(params: &mut Params) -> Self {
        let channels: Vec<_> = Channel::iter().map(Channel::name).collect();
        Self {
            kind: kinds(params),
            channel: params.word("channel", &channels),
            contact: params.text("contact"),
            message_id: params.text("message_id"),
            since: params.time("since"),
            until: params.time("until"),
            matched: params.word("matched", &["true", "false"]),
        }
    }
}

/// The kinds that a query names.
pub(in crate::api) fn kinds(params: &mut Params) -> Vec<EventKind> {
    let given = params.all("kind");
    let names: Vec<_> = given.iter().flat_map(|names| names.split(',')).collect();
    match Selection::parse(names) {
        Ok(selection) => EventKind::iter().filter(|kind| selection.has(*kind)).collect(),
        Err((_, error)) => {
            params.fault("kind", error);
            Vec::new()
        }
    }
}

impl Filter {
    /// As the store understands it.
    pub(super) fn of(self, paging: Paging<EventId>) -> EventFilter {
        let channel = self.channel.or_else(|| only_channel(&self.kind));
        EventFilter {
            contact: self.contact.map(|text| canonical(channel, text)),
            kinds: self.kind,
            channel: self.channel,
            messages: self.message_id.into_iter().collect(),
            since: self.since,
            until: self.until,
            matched: self.matched,
            before: paging.cursor,
            limit: paging.limit,
        }
    }
}

/// The channel that all these kinds happen on.
fn only_channel(kinds: &[EventKind]) -> Option<Channel> {
    let channel = kinds.first()?.channel();
    kinds.iter().all(|kind| kind.channel() == channel).then_some(channel)
}

/// Where nobody says the channel, an address tells by its looks whether it is one of mail, or a
/// number.
fn canonical(channel: Option<Channel>, text: String) -> String {
    match channel {
        Some(channel) => contact(channel, &text),
        None if text.contains('@') => contact(Channel::Email, &text),
        None if text.starts_with('+') => contact(Channel::Sms, &text),
        None => text,
    }
}
