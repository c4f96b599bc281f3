//! What a batch of events makes: rows to write, deliveries to hand over.

use super::held::Key;
use super::load::add_claim;
use super::rows::{self, Cell, Rows};
use super::statements::{CALLBACKS, DELIVERIES, EVENTS, FANOUTS, SEEN_ONCE};
use crate::cluster::Members;
use crate::contact::Derived;
use crate::ingest::storable;
use crate::parcel::Reports;
use crate::recall::{Claim, claim};
use crate::registry::Matching;
use crate::shared::Shared;
use crate::{Handover, Ingest, NewCallback, NewEvent, No, Owed, Registry, Subscription, Taken};
use event::EventId;
use sea_orm::DbBackend;
use std::collections::HashMap;
use std::sync::Arc;
use webhook::FORMAT;

/// Above this many webhooks an event's deliveries are written in chunks after it.
pub(super) const MOST_AT_ONCE: usize = 256;

/// Rows to write and what follows once they are on disk.
#[derive(Clone)]
pub(super) struct Plan {
    pub backend: DbBackend,
    pub seen: Rows,
    pub events: Rows,
    pub deliveries: Rows,
    pub fanouts: Rows,
    pub callbacks: Rows,
    /// What follows for contacts.
    pub contacts: Derived,
    /// What follows for parcels.
    pub parcels: Reports,
    /// To be handed over, room being reserved.
    pub hand: Vec<Owed>,
    /// To wait in the store.
    pub wait: Vec<Waits>,
    /// Whether something is left to be expanded.
    pub fans_out: bool,
    /// The number of the next event within its run.
    pub number: i64,
}

/// How many characters a webhook has in an event's `owed`.
pub(crate) const OWED_WIDTH: usize = 11;

/// Who wants an event: how many, and which of them memory holds.
struct Debt {
    matched: usize,
    held: Vec<u8>,
}

/// Room in lanes, given back unless it is used.
pub(super) struct Room {
    handover: Arc<dyn Handover>,
    reserved: Vec<No>,
}

impl Room {
    pub(super) fn new(handover: Arc<dyn Handover>) -> Self {
        Self { handover, reserved: Vec::new() }
    }

    pub(super) fn reserve(&mut self, webhook: No) -> bool {
        let room = self.handover.reserve(webhook);
        if room {
            self.reserved.push(webhook);
        }
        room
    }

    /// The deliveries are handed over: the room is theirs.
    pub(super) fn used(mut self) {
        self.reserved.clear();
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.reserved.iter().for_each(|webhook| self.handover.release(*webhook));
    }
}

/// A delivery that waits in the store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waits {
    /// The run that sees to it.
    pub owner: No,
    pub project: No,
    pub webhook: No,
    pub due_at: i64,
}

/// What planning needs to know.
pub(super) struct Setting<'a> {
    pub registry: &'a Registry,
    /// By id: the events that were reported before, and their first report.
    pub before: &'a HashMap<EventId, EventId>,
    pub owner: No,
    pub now: i64,
    /// Whether this hub sends, and who does.
    pub dispatches: bool,
    pub members: &'a Members,
}

impl<'a> Setting<'a> {
    pub(super) fn new(
        shared: &Shared,
        registry: &'a Registry,
        before: &'a HashMap<EventId, EventId>,
        members: &'a Members,
    ) -> Self {
        let (owner, now) = (shared.hub(), shared.now());
        Self { registry, before, owner, now, dispatches: shared.cluster.dispatches, members }
    }

    fn sees_to(&self, subscription: &Subscription) -> No {
        self.members.sees_to(self.owner, self.dispatches, subscription)
    }

    /// Whether a delivery goes straight into its lane.
    fn has_room(&self, subscription: &Subscription, room: &mut Room) -> bool {
        // What has an order is looked for in the store, which knows what came before.
        subscription.sends
            && !subscription.ordered
            && self.sees_to(subscription) == self.owner
            && room.reserve(subscription.webhook)
    }
}

/// What becomes of one callback's events.
pub(super) fn taken(ingest: &Ingest, before: &HashMap<EventId, EventId>) -> Vec<Taken> {
    let events = ingest.events.iter().map(|event| match before.get(&event.id) {
        Some(&first) => Taken { id: first, duplicate: true },
        None => Taken { id: event.id, duplicate: false },
    });
    events.collect()
}

impl Plan {
    pub(super) fn new(backend: DbBackend) -> Self {
        Self {
            backend,
            seen: SEEN_ONCE.rows(backend),
            events: EVENTS.rows(backend),
            deliveries: DELIVERIES.rows(backend),
            fanouts: FANOUTS.rows(backend),
            callbacks: CALLBACKS.rows(backend),
            contacts: Derived::default(),
            parcels: Reports::default(),
            hand: Vec::new(),
            wait: Vec::new(),
            fans_out: false,
            number: 1,
        }
    }

    /// Claims the fingerprints of one callback's events, but for those known to be repeats.
    pub(super) fn claim(&mut self, ingest: &Ingest, before: &HashMap<EventId, EventId>) {
        for event in ingest.events.iter().filter(|event| !before.contains_key(&event.id)) {
            add_claim(&mut self.seen, ingest, event);
        }
    }

    /// Claims the fingerprints of all events. In one order, whoever claims: commits of two hubs that
    /// claim the same wait for each other, and never in a circle.
    pub(super) fn claim_all<'a>(&mut self, ingests: impl Iterator<Item = &'a Ingest>) {
        let mut all: Vec<_> = claims(ingests).collect();
        all.sort_unstable_by_key(|(claim, ..)| *claim);
        for (_, ingest, event) in all {
            add_claim(&mut self.seen, ingest, event);
        }
    }

    /// Takes in one callback's worth.
    pub(super) fn add(&mut self, ingest: &Ingest, with: &Setting<'_>, room: &mut Room) {
        if let Some(kept) = &ingest.kept {
            self.keep(ingest, kept);
        }
        for event in ingest.events.iter().filter(|event| !with.before.contains_key(&event.id)) {
            let debt = self.owe(ingest.project, event, with, room);
            self.event(ingest, event, &debt, with.owner);
            if Derived::follows_from(event.kind) {
                self.contacts.take_event(with.registry.list(ingest.project), event);
            }
            if Reports::follow_from(event.kind) {
                self.parcels.take_event(ingest.project, event);
            }
        }
    }

    fn event(&mut self, ingest: &Ingest, event: &NewEvent, debt: &Debt, owner: No) {
        let contact = event.contact.as_deref().map(storable);
        let message_id = event.message_id.as_deref().map(storable);
        self.events.push(&[
            Cell::Number(ingest.project.into()),
            Cell::Uuid(event.id.uuid()),
            Cell::Number(ingest.source.into()),
            Cell::Number(event.kind.number().into()),
            Cell::Text(contact.as_deref().unwrap_or_default()),
            Cell::Text(message_id.as_deref().unwrap_or_default()),
            event.occurred_at.map_or(Cell::Null, Cell::Number),
            Cell::Number(event.received_at),
            Cell::Number(i32::try_from(debt.matched).unwrap_or(i32::MAX).into()),
            Cell::Bytes(&debt.held),
            Cell::Number(owner.into()),
            Cell::Bytes(&event.body),
            Cell::Number(self.number),
        ]);
        self.number += 1;
    }

    /// Works out who wants an event. What goes into memory has its debt in the event's own row.
    fn owe(&mut self, project: No, event: &NewEvent, with: &Setting<'_>, room: &mut Room) -> Debt {
        let matching = Matching::new(with.registry, project, (event.kind, &event.body));
        let mut debt = Debt { matched: matching.wanting().count(), held: Vec::new() };
        if debt.matched > MOST_AT_ONCE {
            let last = matching.wanting().next_back().map_or(0, |it| it.webhook);
            self.fan_out(project, event, last, with.owner);
            return debt;
        }
        for subscription in matching.wanting() {
            let webhook = subscription.webhook;
            let owed = Owed {
                project,
                event: event.id,
                webhook,
                body: event.body.clone(),
                attempts: 0,
                slot: 0,
                run: with.owner,
            };
            if with.has_room(subscription, room) {
                rows::number(&mut debt.held, webhook.into(), OWED_WIDTH);
                self.hand.push(owed);
            } else {
                self.row(owed, Some(with.now), with.sees_to(subscription));
            }
        }
        debt
    }

    /// One delivery with a row of its own: handed over where there is room, waiting in the store
    /// otherwise.
    pub(super) fn deliver(
        &mut self,
        owed: Owed,
        to: &Subscription,
        with: &Setting<'_>,
        room: &mut Room,
    ) {
        let due_at = (!with.has_room(to, room)).then_some(with.now);
        self.row(owed, due_at, with.sees_to(to));
    }

    fn row(&mut self, owed: Owed, due_at: Option<i64>, owner: No) {
        self.deliveries.push(&[
            Cell::Number(owed.project.into()),
            Cell::Uuid(owed.event.uuid()),
            Cell::Number(owed.webhook.into()),
            Cell::Number(FORMAT.into()),
            due_at.map_or(Cell::Null, Cell::Number),
            Cell::Number(owner.into()),
        ]);
        match due_at {
            Some(due_at) => {
                let Owed { project, webhook, .. } = owed;
                self.wait.push(Waits { owner, project, webhook, due_at });
            }
            None => self.hand.push(owed),
        }
    }

    fn fan_out(&mut self, project: No, event: &NewEvent, last: No, owner: No) {
        self.fans_out = true;
        self.fanouts.push(&[
            Cell::Number(project.into()),
            Cell::Uuid(event.id.uuid()),
            Cell::Number(event.kind.number().into()),
            Cell::Number(0),
            Cell::Number(last.into()),
            Cell::Number(owner.into()),
        ]);
    }

    fn keep(&mut self, ingest: &Ingest, kept: &NewCallback) {
        let headers = serde_json::to_string(&kept.headers).unwrap_or_default();
        self.callbacks.push(&[
            Cell::Number(ingest.project.into()),
            Cell::Uuid(kept.id.uuid()),
            Cell::Number(ingest.source.into()),
            Cell::Number(kept.received_at),
            Cell::Text(&kept.state.to_string()),
            Cell::Text(&storable(&kept.note)),
            Cell::Text(&kept.method),
            Cell::Text(&storable(&kept.url)),
            Cell::Text(&storable(&headers)),
            Cell::Bytes(&kept.body),
        ]);
    }
}

/// The claims of callbacks, each with where it comes from.
pub(super) fn claims<'a>(
    ingests: impl Iterator<Item = &'a Ingest>,
) -> impl Iterator<Item = (Claim, &'a Ingest, &'a NewEvent)> {
    let events = ingests.flat_map(|ingest| ingest.events.iter().map(move |e| (ingest, e)));
    events.filter_map(|(ingest, event)| Some((claim(ingest, event)?, ingest, event)))
}

impl Key {
    pub(super) fn of(owed: &Owed) -> Self {
        Self { project: owed.project, webhook: owed.webhook, event: owed.event }
    }
}
