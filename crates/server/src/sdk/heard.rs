//! What pages and workers report, held against what the hub knows itself: a browser's clock may be
//! wrong, and a page that has no token may name any subscription.

use crate::Hub;
use adapter::{Parsed, Skipped};
use event::{BrowserId, Channel, Event, EventKind, Mark, ms};
use store::{Address, Contact, Source, StoreError};
use time::OffsetDateTime;

/// Leaves out what may not be said or was said before, and dates nothing after it was received.
///
/// # Errors
///
/// [`StoreError`] when the store fails.
pub(crate) async fn hear(
    hub: &Hub,
    source: &Source,
    received_at: OffsetDateTime,
    parsed: &mut Parsed,
) -> Result<(), StoreError> {
    for mut event in std::mem::take(&mut parsed.events) {
        event.occurred_at = event.occurred_at.map(|at| at.min(received_at));
        let skipped = match subscription(&event) {
            Some(id) => held_against(hub, source, id, received_at, &mut event).await?,
            None => None,
        };
        parsed.push(skipped.map_or(Ok(event), Err));
    }
    Ok(())
}

/// The hub's own subscription that an event is about, where it is about no message.
fn subscription(event: &Event) -> Option<BrowserId> {
    let recipient = event.recipient.as_deref().filter(|_| event.message_id.is_none())?;
    recipient.parse().ok()
}

/// Why an event about a subscription is not kept, where it is not.
async fn held_against(
    hub: &Hub,
    source: &Source,
    id: BrowserId,
    received_at: OffsetDateTime,
    event: &mut Event,
) -> Result<Option<Skipped>, StoreError> {
    let Some(address) = Address::new(Channel::WebPush, &id.to_string()) else { return Ok(None) };
    let registry = hub.store.registry();
    let contact = hub.store.contact(registry.list(source.project), &address).await?;
    if is_permission(event.kind) {
        let known = contact.is_some() || hub.store.browser(source.project, id).await?.is_some();
        return Ok(known.then(|| Skipped::known("permission of a subscription that is known")));
    }
    let at = event.occurred_at.unwrap_or(received_at);
    Ok(contact.and_then(|contact| left(&contact, ms(at), event)))
}

/// Whether a page without a token tells it: what has one subscribes, or says that it has left.
const fn is_permission(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::WebPushDesktopDeclined
            | EventKind::WebPushDesktopGranted
            | EventKind::WebPushMobileDeclined
            | EventKind::WebPushMobileGranted
    )
}

/// Has a contact leave once, whoever tells of it: its worker and its page do not know of each
/// other. What is told at the same time is one by its id.
fn left(contact: &Contact, at: i64, event: &mut Event) -> Option<Skipped> {
    let [joined, left] = [Mark::Joined, Mark::Left].map(|mark| contact.marks.said(mark));
    if contact.standing().is_blocked() && left.by.is_some() {
        return Some(Skipped::known("unsubscribed, which is known"));
    }
    if joined.ever() && at >= joined.at {
        event.event_id = Some(format!("left after {}", joined.at));
    }
    None
}
