//! Which contacts a list shows.

use super::place::Cursor;
use crate::api::input::{FromParams, Paging, Params};
use event::{Block, Channel};
use store::ContactFilter;
use strum::{EnumString, IntoEnumIterator};
use utoipa::IntoParams;

/// Which contacts a list shows.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Filter {
    /// Only on this channel.
    #[param(value_type = String, required = false, nullable = false, example = "email")]
    channel: Option<Channel>,
    /// Only those that are blocked for this reason, among others: `unsubscribed`, `bounced`,
    /// `complained` or `deactivated`.
    #[param(value_type = String, required = false, nullable = false, example = "bounced")]
    reason: Option<Block>,
    /// Only those of this person, by your own id.
    #[param(nullable = false)]
    user: Option<String>,
    /// Only those whose `since` is that time or later.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    since: Option<i64>,
    /// Only those whose `since` is before that time.
    #[param(value_type = String, required = false, format = DateTime, nullable = false)]
    until: Option<i64>,
}

/// In which state contacts must be.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct InState {
    /// Only those that are `active`, or `blocked`.
    #[param(value_type = String, required = false, nullable = false, example = "blocked")]
    state: Option<State>,
}

/// Whether a contact may be written to.
#[derive(Clone, Copy, Debug, EnumString, Eq, PartialEq)]
#[strum(serialize_all = "lowercase")]
enum State {
    Active,
    Blocked,
}

impl FromParams for Filter {
    fn take(params: &mut Params) -> Self {
        let channels: Vec<_> = Channel::iter().map(Channel::name).collect();
        let reasons: Vec<_> = Block::iter().map(Block::name).collect();
        Self {
            channel: params.word("channel", &channels),
            reason: params.word("reason", &reasons),
            user: params.text("user"),
            since: params.time("since"),
            until: params.time("until"),
        }
    }
}

impl FromParams for InState {
    fn take(params: &mut Params) -> Self {
        Self { state: params.word("state", &["active", "blocked"]) }
    }
}

impl InState {
    pub(super) fn blocked(&self) -> Option<bool> {
        self.state.map(|state| state == State::Blocked)
    }
}

impl Filter {
    /// As the store understands it.
    pub(in crate::api) fn of(self, paging: Paging<Cursor>, blocked: Option<bool>) -> ContactFilter {
        ContactFilter {
            channel: self.channel,
            blocked,
            reason: self.reason,
            user: self.user,
            since: self.since,
            until: self.until,
            after: paging.cursor.map(|cursor| cursor.0),
            limit: paging.limit,
        }
    }
}
