//! Attempts, as many a second as a hub can make.

use crate::No;
use crate::agenda::SECOND;
use crate::costs::{AGAIN, ANSWER, CAPACITY, FAILS, SEND};
use crate::statement::Outcome;
use crate::table::Id;
use crate::world::{Flaw, Work, World};
use rand::RngExt;

impl World {
    /// Whether its lease holds, by its own clock.
    pub(crate) fn may_send(&self, hub: usize) -> bool {
        let it = &self.hubs[hub];
        let flawed = self.flaw == Flaw::SendsWithoutLease && it.run > 0;
        flawed || self.now() < it.lease_until
    }

    /// Has a hub send what waits in its memory.
    pub(crate) fn set_going(&mut self, hub: usize) {
        let memory = &self.hubs[hub].memory;
        if !memory.going && !memory.is_idle() && self.may_send(hub) {
            self.hubs[hub].memory.going = true;
            self.work(hub, 0, Work::Send);
        }
    }

    /// Begins what can be begun in a moment.
    pub(crate) fn send(&mut self, hub: usize) {
        self.hubs[hub].memory.going = false;
        if !self.may_send(hub) {
            return;
        }
        let (now, run) = (self.now(), self.hubs[hub].run);
        let mut begun = Vec::new();
        for _ in 0..CAPACITY * SEND / SECOND {
            let Some((id, wants)) = self.hubs[hub].memory.next() else { break };
            self.judge.begins(id, run, &self.table, now);
            begun.push(id);
            if let Some(lane) = wants {
                self.look_at(hub, lane, now);
            }
        }
        if begun.is_empty() {
            return;
        }
        let takes = self.random.random_range(ANSWER);
        self.work(hub, takes, Work::Ended(run, begun));
        self.hubs[hub].memory.going = true;
        self.work(hub, SEND, Work::Send);
    }

    /// The endpoints have answered.
    pub(crate) fn ended(&mut self, hub: usize, run: No, ids: &[Id]) {
        let now = self.now();
        for id in ids {
            let fails = now < self.quiet_at && self.random.random_range(0..FAILS) == 0;
            let again = fails.then(|| now + self.random.random_range(AGAIN));
            self.hubs[hub].writer.outcomes.push(Outcome { id: *id, run, again });
        }
    }
}
