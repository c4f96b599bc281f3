//! What a visitor did becomes an event.

use super::once::{Press, Unique};
use super::seen::Seen;
use super::visitor::Visitor;
use crate::Hub;
use crate::door::new_event;
use crate::reading;
use event::{Channel, Click, Details, Event, EventId, EventKind, Mark, from_ms};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{Address, Contact, Ingest, No, Project, StoreError};
use ticket::Does;
use tokio::time::timeout;
use webhook::Origin;

/// How long a reader is kept from the page by a store that is slow or down.
const PATIENCE: Duration = Duration::from_secs(1);

/// What happened.
type Happened = (Event, Option<Unique>);

/// Keeps that a link was followed or a mail opened. Returns when that is on disk, or when the
/// visitor has waited for long enough: nothing may stand between a reader and the page.
pub(super) async fn note(hub: &Arc<Hub>, seen: &Seen, visitor: &Visitor, does: Does) {
    let Some(kind) = seen.ticket.kind(does) else { return };
    let at = hub.now();
    let event = event(hub, seen, visitor, kind, at);
    let Ok(place) = hub.visits.waiting.clone().try_acquire_owned() else {
        return hub.visits.lose("too many wait");
    };
    let (hub, project) = (hub.clone(), seen.project.clone());
    let kept = tokio::spawn(async move {
        match both(&hub, &project, event, at).await {
            Ok(()) => hub.visits.loses.store(false, Ordering::Relaxed),
            Err(error) => hub.visits.lose(&error.to_string()),
        }
        drop(place);
    });
    // Who has gone on by then does not hear how it ended; it ends all the same.
    _ = timeout(PATIENCE, kept).await;
}

/// Keeps what a contact decided. Returns when it is on disk.
///
/// # Errors
///
/// [`StoreError`] where it was not kept.
pub(super) async fn decide(
    hub: &Hub,
    seen: &Seen,
    visitor: &Visitor,
    does: Does,
    press: Press<'_>,
) -> Result<(), StoreError> {
    let Some(kind) = seen.ticket.kind(does) else { return Ok(()) };
    let known = known(hub, seen).await?;
    let at = Contact::next(known.as_ref(), hub.now());
    let marks = known.map(|contact| contact.marks).unwrap_or_default();
    let mut event = event(hub, seen, visitor, kind, at);
    let left = marks.said(Mark::Left) > marks.said(Mark::Joined);
    event.details.again = (does == Does::Subscribe && left).then_some(true);
    let unique = press.unique(does, &marks, hub.now());
    keep(hub, &seen.project, None, (event, Some(unique)), EventId::at(at)).await
}

/// What is known of the contact that a URL was made for.
async fn known(hub: &Hub, seen: &Seen) -> Result<Option<Contact>, StoreError> {
    let Some(address) = Address::new(seen.ticket.channel, &seen.ticket.contact) else {
        return Ok(None);
    };
    let list = hub.store.registry().list(seen.project.no);
    hub.store.contact(list, &address).await
}

fn event(hub: &Hub, seen: &Seen, visitor: &Visitor, kind: EventKind, at: i64) -> Event {
    let ticket = &seen.ticket;
    let mut event = Event {
        recipient: Some(ticket.contact.clone()),
        message_id: ticket.message_id.clone(),
        occurred_at: Some(from_ms(at)),
        details: Details {
            click: ticket.url.clone().map(|url| Click { url }),
            client: Some(visitor.client()),
            metadata: ticket.metadata.clone(),
            ..Details::default()
        },
        ..Event::new(kind)
    };
    reading::complete(&mut event, hub.places.as_ref());
    event
}

/// Telegram tells nobody that a message was seen: who follows its link has seen it. Software that
/// only looks ahead has not.
fn viewed(click: &Event) -> Option<Event> {
    let by_machine = click.details.client.as_ref().is_some_and(|it| it.machine == Some(true));
    if click.kind.channel() != Channel::Telegram || by_machine || click.message_id.is_none() {
        return None;
    }
    let details = Details { click: None, ..click.details.clone() };
    Some(Event { kind: EventKind::TelegramViewed, details, ..click.clone() })
}

/// Keeps what a visitor did, and before it what that proves.
async fn both(hub: &Hub, project: &Project, event: Event, at: i64) -> Result<(), StoreError> {
    let first = EventId::at(at);
    if let Some(viewed) = viewed(&event) {
        // By the bot that sent the message, which may have told it already.
        let message = viewed.message_id.as_slice();
        let parcels = hub.store.parcels_called(project.no, message).await?;
        let sender = parcels.into_values().next().map(|parcel| parcel.source);
        let unique = Some(viewed.unique(at));
        keep(hub, project, sender, (viewed, unique), first).await?;
    }
    keep(hub, project, None, (event, None), first.nth(1)).await
}

/// Keeps what happened as told by a source, or by the project's own.
async fn keep(
    hub: &Hub,
    project: &Project,
    source: Option<No>,
    happened: Happened,
    id: EventId,
) -> Result<(), StoreError> {
    let registry = hub.store.registry();
    let source = source.and_then(|source| registry.source_no(source));
    let source = source.or_else(|| registry.built_in_source(project.no));
    let source = source.ok_or(StoreError::Gone("source"))?;
    let origin = Origin { project: &project.domain, provider: &source.provider, source: source.id };
    let (event, unique) = happened;
    let events = vec![new_event(&event, id, from_ms(id.ms()), origin, unique)];
    let (project, source) = (project.no, source.no);
    let ingest = Ingest { project, source, events, once: None, kept: None, parcels: Vec::new() };
    hub.ingest(ingest).await.map(|_| ())
}

impl super::Visits {
    /// Counts an event that nobody will hear of; the log says so once until it is over.
    fn lose(&self, why: &str) {
        self.meters.count_lost();
        if !self.loses.swap(true, Ordering::Relaxed) {
            tracing::error!(
                error.cause = why,
                "Clicks and openings are lost; visitors are sent on"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::Client;

    fn click(kind: EventKind, message: Option<&str>, machine: Option<bool>) -> Event {
        let client = Some(Client { machine, ..Client::default() });
        let click = Some(Click { url: "https://shop.example/".to_owned() });
        Event {
            recipient: Some("1111111".to_owned()),
            message_id: message.map(ToOwned::to_owned),
            details: Details { click, client, ..Details::default() },
            ..Event::new(kind)
        }
    }

    #[test]
    fn a_click_on_telegram_proves_that_it_was_seen() {
        let seen = viewed(&click(EventKind::TelegramClicked, Some("1:2"), None)).expect("it");
        assert_eq!(
            (seen.kind, seen.message_id.as_deref()),
            (EventKind::TelegramViewed, Some("1:2"))
        );
        assert!(seen.details.click.is_none() && seen.details.client.is_some());
        for other in [
            click(EventKind::TelegramClicked, None, None),
            click(EventKind::TelegramClicked, Some("1:2"), Some(true)),
            click(EventKind::ViberClicked, Some("1:2"), None),
        ] {
            assert_eq!(viewed(&other), None, "{other:?}");
        }
    }
}
