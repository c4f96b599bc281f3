//! The catalogue of events.

use crate::api::access::Access;
use axum::Json;
use event::{Channel, EventKind, Group};
use serde::Serialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// The catalogue of events, as a tree.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventTypes {
    /// The channels.
    data: Vec<ChannelEvents>,
}

/// What can happen on a channel.
#[derive(Debug, Serialize, ToSchema)]
struct ChannelEvents {
    /// Its wire name.
    #[schema(example = "email")]
    name: &'static str,
    /// What people call it.
    #[schema(example = "Email")]
    title: &'static str,
    /// What selects all of it, kinds added later included.
    #[schema(example = "email.*")]
    select_all: String,
    /// What its events tell about.
    groups: Vec<EventGroup>,
}

/// Events that tell about the same.
#[derive(Debug, Serialize, ToSchema)]
struct EventGroup {
    /// Its wire name.
    #[schema(example = "message_status")]
    name: &'static str,
    /// What people call it.
    #[schema(example = "Message status")]
    title: &'static str,
    /// The kinds of events.
    kinds: Vec<EventType>,
}

/// A kind of event.
#[derive(Debug, Serialize, ToSchema)]
struct EventType {
    /// Its wire name.
    #[schema(example = "email.bounced")]
    name: &'static str,
    /// What people call it.
    title: &'static str,
    /// When it happens and what it means.
    meaning: &'static str,
}

/// Shows all kinds of events, by channel and by what they tell about.
#[utoipa::path(
    get,
    path = "/v1/event-types",
    operation_id = "listEventTypes",
    tag = "Catalogue",
    responses((status = 200, description = "The catalogue.", body = EventTypes))
)]
pub(super) async fn list(_: Access) -> Json<EventTypes> {
    Json(EventTypes { data: Channel::iter().map(channel).collect() })
}

fn channel(channel: Channel) -> ChannelEvents {
    let groups = Group::iter().map(|it| group(channel, it));
    ChannelEvents {
        name: channel.name(),
        title: channel.title(),
        select_all: format!("{channel}.*"),
        groups: groups.filter(|group| !group.kinds.is_empty()).collect(),
    }
}

fn group(channel: Channel, group: Group) -> EventGroup {
    let kinds = EventKind::iter().filter(|it| it.channel() == channel && it.group() == group);
    let kind = |kind: EventKind| EventType {
        name: kind.name(),
        title: kind.title(),
        meaning: kind.meaning(),
    };
    EventGroup { name: group.name(), title: group.title(), kinds: kinds.map(kind).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::EnumCount;

    #[test]
    fn every_kind_is_in_the_tree_once() {
        let channels: Vec<_> = Channel::iter().map(channel).collect();
        let groups = channels.iter().flat_map(|channel| &channel.groups);
        let mut names: Vec<_> = groups.flat_map(|it| &it.kinds).map(|kind| kind.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), EventKind::COUNT);
    }
}
