//! What a batch of events makes: rows to write, deliveries to hand over.

use super::held::Key;
use crate::ingest::storable;
use crate::{Handover, Ingest, NewCallback, NewEvent, No, Owed, Registry, Taken};
use event::EventId;
use sea_orm::Value;
use std::collections::HashMap;
use std::sync::Arc;
use webhook::FORMAT;

/// Above this many webhooks an event's deliveries are written in chunks after it.
pub(super) const MOST_AT_ONCE: usize = 256;

/// Rows to write and what follows once they are on disk.
#[derive(Default)]
pub(super) struct Plan {
    pub events: Vec<Value>,
    pub deliveries: Vec<Value>,
    pub fanouts: Vec<Value>,
    pub callbacks: Vec<Value>,
    /// To be handed over, room being reserved.
    pub hand: Vec<Owed>,
    /// To wait in the store.
    pub wait: Vec<(No, No, i64)>,
    /// Whether something is left to be expanded.
    pub fans_out: bool,
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

/// What planning needs to know.
pub(super) struct Setting<'a> {
    pub registry: &'a Registry,
    /// By id: the events that were reported before, and their first report.
    pub before: &'a HashMap<EventId, EventId>,
    pub owner: No,
    pub now: i64,
}

impl Plan {
    /// Takes in one callback's worth; says what became of its events.
    pub(super) fn add(
        &mut self,
        ingest: &Ingest,
        with: &Setting<'_>,
        room: &mut Room,
    ) -> Vec<Taken> {
        if let Some(kept) = &ingest.kept {
            self.keep(ingest, kept);
        }
        let mut taken = Vec::with_capacity(ingest.events.len());
        for event in &ingest.events {
            if let Some(&first) = with.before.get(&event.id) {
                taken.push(Taken { id: first, duplicate: true });
                continue;
            }
            taken.push(Taken { id: event.id, duplicate: false });
            let matched = self.owe(ingest.project, event, with, room);
            self.event(ingest, event, matched);
        }
        taken
    }

    fn event(&mut self, ingest: &Ingest, event: &NewEvent, matched: usize) {
        self.events.extend([
            ingest.project.into(),
            event.id.uuid().into(),
            ingest.source.into(),
            i16::from(event.kind.number()).into(),
            event.contact.as_deref().map(storable).into(),
            event.message_id.as_deref().map(storable).into(),
            event.occurred_at.into(),
            event.received_at.into(),
            i32::try_from(matched).unwrap_or(i32::MAX).into(),
            event.body.to_vec().into(),
        ]);
    }

    /// Works out who wants an event; gives how many do.
    fn owe(&mut self, project: No, event: &NewEvent, with: &Setting<'_>, room: &mut Room) -> usize {
        let all = with.registry.subscriptions(project);
        let wanting = || all.iter().filter(|it| it.wants(event.kind));
        let matched = wanting().count();
        if matched > MOST_AT_ONCE {
            let last = wanting().next_back().map_or(0, |it| it.webhook);
            self.fan_out(project, event, last, with.owner);
            return matched;
        }
        for subscription in wanting() {
            let owed = Owed {
                project,
                event: event.id,
                webhook: subscription.webhook,
                body: event.body.clone(),
                attempts: 0,
                slot: 0,
                owner: with.owner,
            };
            self.deliver(owed, subscription.sends && room.reserve(subscription.webhook), with);
        }
        matched
    }

    /// One delivery: handed over where there is room, waiting in the store otherwise.
    pub(super) fn deliver(&mut self, owed: Owed, room: bool, with: &Setting<'_>) {
        let due_at = (!room).then_some(with.now);
        self.deliveries.extend([
            owed.project.into(),
            owed.event.uuid().into(),
            owed.webhook.into(),
            0_i16.into(),
            FORMAT.into(),
            0_i16.into(),
            0_i16.into(),
            due_at.into(),
            with.owner.into(),
        ]);
        match due_at {
            Some(due_at) => self.wait.push((owed.project, owed.webhook, due_at)),
            None => self.hand.push(owed),
        }
    }

    fn fan_out(&mut self, project: No, event: &NewEvent, last: No, owner: No) {
        self.fans_out = true;
        self.fanouts.extend([
            project.into(),
            event.id.uuid().into(),
            i16::from(event.kind.number()).into(),
            0.into(),
            last.into(),
            owner.into(),
        ]);
    }

    fn keep(&mut self, ingest: &Ingest, kept: &NewCallback) {
        let headers = serde_json::to_string(&kept.headers).unwrap_or_default();
        self.callbacks.extend([
            ingest.project.into(),
            kept.id.uuid().into(),
            ingest.source.into(),
            kept.received_at.into(),
            kept.state.to_string().into(),
            storable(&kept.note).into(),
            storable(&kept.method).into(),
            storable(&kept.url).into(),
            storable(&headers).into(),
            kept.body.to_vec().into(),
        ]);
    }
}

impl Key {
    pub(super) fn of(owed: &Owed) -> Self {
        Self { project: owed.project, webhook: owed.webhook, event: owed.event }
    }
}
