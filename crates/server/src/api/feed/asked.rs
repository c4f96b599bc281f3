//! What is asked of a feed.

use crate::Hub;
use crate::api::events::kinds;
use crate::api::input::{FromParams, Params};
use crate::feed::{Form, position};
use crate::problem::{Fault, Problem};
use event::{Channel, EventKind};
use store::{No, Position};
use strum::IntoEnumIterator;
use utoipa::IntoParams;

/// Where to begin, and what to tell.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Behind which place: `next` of the answer before, or `now`. Without it a feed begins with the
    /// oldest event that is kept, and a stream with what comes from now on.
    #[param(nullable = false)]
    pub(super) after: Option<String>,
    /// Only these kinds, parted by commas or given several times; `email.*` stands for all of a
    /// channel.
    #[param(value_type = String, required = false, example = "email.bounced,email.rejected")]
    kind: Vec<EventKind>,
    /// Only of this channel.
    #[param(value_type = String, required = false, nullable = false, example = "email")]
    channel: Option<Channel>,
    /// How events are told: `event`, as lists show them, or `webhook`, as webhooks get them.
    #[param(value_type = String, required = false, nullable = false, default = "event")]
    pub(super) form: Form,
}

impl FromParams for Asked {
    fn take(params: &mut Params) -> Self {
        let channels: Vec<_> = Channel::iter().map(Channel::name).collect();
        Self {
            after: params.text("after"),
            kind: kinds(params),
            channel: params.word("channel", &channels),
            form: params.word("form", &["event", "webhook"]).unwrap_or_default(),
        }
    }
}

impl Asked {
    /// The kinds that are wanted; none for all. What nothing passes is a mistake.
    pub(super) fn kinds(&self) -> Result<Vec<EventKind>, Problem> {
        let Some(channel) = self.channel else { return Ok(self.kind.clone()) };
        let of_channel = |kind: &EventKind| kind.channel() == channel;
        if self.kind.is_empty() {
            return Ok(EventKind::iter().filter(of_channel).collect());
        }
        let kinds: Vec<_> = self.kind.iter().copied().filter(of_channel).collect();
        if kinds.is_empty() {
            return Err(fault("channel", "has none of these kinds"));
        }
        Ok(kinds)
    }
}

/// The place that a text names.
pub(super) fn place(hub: &Hub, project: No, name: &str, text: &str) -> Result<Position, Problem> {
    position(&hub.store, project, text).ok_or_else(|| fault(name, "is no place in this feed"))
}

fn fault(name: &str, detail: &str) -> Problem {
    let parameter = Some(name.to_owned());
    Problem::invalid(vec![Fault { parameter, detail: detail.to_owned(), ..Fault::default() }])
}

/// What is said where too many follow.
pub(super) const FULL: &str = "as many follow feeds as may at a time (`limits.streams`)";
