//! Timelines on the wire.

use super::called;
use super::order::{Step, ordered};
use crate::api::wire::time;
use event::{EventId, from_ms};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::{Parcel, StoreError};
use utoipa::ToSchema;

/// All that is known of a message or a contact, the first first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "messages": [
        {"channel": "viber", "contact": "01234567890A=", "message_id": "5741311803571721087",
         "state": "delivered"}
    ],
    "data": [
        {"at": "2026-03-24T08:23:20.000Z", "what": "queued", "channel": "viber",
         "contact": "01234567890A=", "message_id": "5741311803571721087", "times": 1,
         "event": null},
        {"at": "2026-03-24T08:23:20.114Z", "what": "sent", "channel": "viber",
         "contact": "01234567890A=", "message_id": "5741311803571721087", "times": 1,
         "event": null}
    ],
    "next": null
}))]
pub(in crate::api) struct Timeline {
    /// Each message to each contact, and how far it is.
    messages: Vec<Stands>,
    /// What happened, in the order in which it must have: a report that comes late stands where it
    /// belongs.
    data: Vec<Shown>,
    /// The `cursor` of what was before; `null` where that is all.
    next: Option<String>,
}

/// How far a message is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineMessage)]
struct Stands {
    /// The channel.
    channel: &'static str,
    /// The contact, in canonical form.
    contact: Option<String>,
    /// What its events are told by.
    message_id: String,
    /// `queued`, `sent`, or the word of the last event of its status, such as `delivered`.
    state: &'static str,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineStep)]
struct Shown {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// `queued` and `sent` by the hub, or the kind of the event.
    what: &'static str,
    /// The channel.
    channel: &'static str,
    /// The contact, in canonical form.
    contact: Option<String>,
    /// What its message is told by.
    message_id: Option<String>,
    /// How often it was told.
    times: u32,
    /// The event that told it first, as lists show it.
    #[schema(value_type = Option<Object>)]
    event: Option<Map<String, Value>>,
}

impl Timeline {
    /// The timeline of these steps; of the hub's own messages it is known how far they are.
    pub(super) fn of(
        steps: Vec<Step>,
        parcels: &[Parcel],
        next: Option<EventId>,
    ) -> Result<Self, StoreError> {
        let steps = ordered(steps);
        let mut stand = BTreeMap::new();
        for step in &steps {
            if let (Some(message), Some(state)) = (&step.message, step.what.status()) {
                let key = (step.channel.name(), step.contact.clone(), message.clone());
                stand.insert(key, state);
            }
        }
        for parcel in parcels {
            let contact = Some(parcel.contact.clone());
            stand.insert((parcel.channel.name(), contact, called(parcel)), parcel.state.name());
        }
        let messages = stand.into_iter().map(|((channel, contact, message_id), state)| Stands {
            channel,
            contact,
            message_id,
            state,
        });
        let messages = messages.collect();
        let data = steps.into_iter().map(Shown::of).collect::<Result<_, _>>()?;
        Ok(Self { messages, data, next: next.map(|next| next.to_string()) })
    }
}

impl Shown {
    fn of(step: Step) -> Result<Self, StoreError> {
        let event = match &step.told {
            Some(row) => Some(webhook::flat(&row.body, row.occurred_at.map(from_ms))?),
            None => None,
        };
        Ok(Self {
            at: time(step.at),
            what: step.what.name(),
            channel: step.channel.name(),
            contact: step.contact,
            message_id: step.message,
            times: step.times,
            event,
        })
    }
}
