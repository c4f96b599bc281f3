//! Timelines: all that is known of a message or a contact, in order.

mod order;
mod wire;

pub(super) use self::wire::Timeline;

use self::order::{Step, What};
use crate::Hub;
use crate::api::input::Paging;
use crate::problem::Problem;
use event::{EventId, ParcelId};
use std::collections::BTreeSet;
use store::{Address, EventFilter, No, Parcel};

/// How many events of a message or a contact are shown together at most.
const MOST: usize = 1000;

/// How often it is looked for more of them in one request.
const LOOKS: usize = 100;

/// How many messages are looked up together.
const TOGETHER: u16 = 250;

/// How much earlier than its message an event may seem to come, in milliseconds: hubs' clocks
/// differ.
const EARLY: i64 = 5_000;

/// All that is known of a message: the hub's own by its id, or any by what its events are told by.
pub(super) async fn of_message(
    hub: &Hub,
    project: No,
    name: &str,
    before: Option<EventId>,
) -> Result<Timeline, Problem> {
    let store = &hub.store;
    let mut parcels = match name.parse::<ParcelId>() {
        Ok(id) => store.parcels_with(project, id).await?,
        Err(_) => Vec::new(),
    };
    if parcels.is_empty() {
        let called = store.parcels_called(project, &[name.to_owned()]).await?;
        parcels.extend(called.into_values());
    }
    let mut messages: BTreeSet<String> = parcels.iter().flat_map(names).collect();
    messages.insert(name.to_owned());
    // Nothing is told of a message before it was there.
    let since = parcels.iter().map(|parcel| parcel.made_at - EARLY).min();
    let messages = messages.into_iter().collect();
    let filter = EventFilter { messages, since, before, ..EventFilter::default() };
    let (mut steps, next) = events(hub, project, filter, MOST).await?;
    // Before the service gave it a name, it was told by its id.
    for parcel in &parcels {
        let id = parcel.id.to_string();
        let by_id = steps.iter_mut().filter(|step| step.message.as_deref() == Some(&id));
        by_id.for_each(|step| step.message = Some(called(parcel)));
    }
    if steps.is_empty() && parcels.is_empty() && before.is_none() && next.is_none() {
        return Err(Problem::not_found());
    }
    if next.is_none() {
        steps.extend(parcels.iter().flat_map(of_parcel));
    }
    Ok(Timeline::of(steps, &parcels, next)?)
}

/// All that is known of a contact, a page at a time from the newest on.
pub(super) async fn of_contact(
    hub: &Hub,
    project: No,
    contact: &Address,
    paging: Paging<EventId>,
) -> Result<Timeline, Problem> {
    let Paging { cursor: before, limit } = paging;
    let filter = EventFilter {
        channel: Some(contact.channel()),
        contact: Some(contact.text().to_owned()),
        before,
        ..EventFilter::default()
    };
    let (mut steps, next) = events(hub, project, filter, usize::from(limit)).await?;
    let until = before.map(|before| ParcelId::first_at(before.ms()));
    let since = next.map_or(i64::MIN, EventId::ms);
    let parcels = parcels(hub, project, contact, until, since).await?;
    steps.extend(parcels.iter().flat_map(of_parcel));
    Ok(Timeline::of(steps, &parcels, next)?)
}

/// The messages to a contact that were taken in between two times. No event tells of the answers of
/// a bot.
async fn parcels(
    hub: &Hub,
    project: No,
    contact: &Address,
    mut until: Option<ParcelId>,
    since: i64,
) -> Result<Vec<Parcel>, Problem> {
    let mut all = Vec::new();
    loop {
        let some = hub.store.parcels_to(project, contact, until, TOGETHER).await?;
        let of_then = some.iter().filter(|it| it.made_at >= since);
        let whole = some.len() == usize::from(TOGETHER) && of_then.count() == some.len();
        until = some.last().map(|parcel| parcel.id);
        all.extend(some.into_iter().filter(|it| it.made_at >= since && !it.quiet));
        if !whole {
            return Ok(all);
        }
    }
}

/// The newest events that a filter lets through, at most so many, and where there may be more.
async fn events(
    hub: &Hub,
    project: No,
    filter: EventFilter,
    most: usize,
) -> Result<(Vec<Step>, Option<EventId>), Problem> {
    let (mut steps, mut before) = (Vec::new(), filter.before);
    for _ in 0..LOOKS {
        let limit = u16::try_from(most - steps.len()).unwrap_or(u16::MAX);
        let page =
            hub.store.events(project, &EventFilter { before, limit, ..filter.clone() }).await?;
        for row in page.rows {
            let at = row.occurred_at.unwrap_or(row.received_at);
            let (channel, what) = (row.kind.channel(), What::Event(row.kind));
            let (contact, message) = (row.contact.clone(), row.message_id.clone());
            steps.push(Step { at, what, channel, contact, message, told: Some(row), times: 1 });
        }
        before = page.next;
        if before.is_none() || steps.len() >= most {
            break;
        }
    }
    Ok((steps, before))
}

/// What the hub itself knows of a message.
fn of_parcel(parcel: &Parcel) -> Vec<Step> {
    let step = |at, what| Step {
        at,
        what,
        channel: parcel.channel,
        contact: Some(parcel.contact.clone()),
        message: Some(called(parcel)),
        told: None,
        times: 1,
    };
    let queued = step(parcel.made_at, What::Queued);
    let sent = parcel.sent_at.map(|at| step(at, What::Sent));
    [queued].into_iter().chain(sent).collect()
}

/// What a message is called by in its events.
fn called(parcel: &Parcel) -> String {
    parcel.message_id.clone().unwrap_or_else(|| parcel.id.to_string())
}

/// All that a message may be called by.
fn names(parcel: &Parcel) -> Vec<String> {
    [Some(parcel.id.to_string()), parcel.message_id.clone()].into_iter().flatten().collect()
}
