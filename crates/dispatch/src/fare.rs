//! What requests tell of how an endpoint fares.

use crate::attempt::Attempted;
use crate::lane::{Lane, State};
use crate::lanes::Lanes;
use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};
use store::{No, Watched};
use webhook::Ended;

/// What other hubs say of an endpoint that is well by what this one sees.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Others {
    /// Nothing.
    #[default]
    Silent,
    /// It fails.
    Failing,
    /// It fails, and it took something from this one since.
    Refuted,
}

impl State {
    /// A request has ended; says whether there is something to write down.
    fn fare(&mut self, done: &Attempted) -> bool {
        let settled = &done.settled;
        match done.ended {
            Ended::Taken => {
                let refutes = self.others == Others::Failing;
                if refutes {
                    self.others = Others::Refuted;
                }
                self.health.take() || refutes
            }
            Ended::Refused { .. } => {
                let error = settled.error.clone();
                let status = || format!("the status is {}", settled.status.unwrap_or_default());
                let waiting = self.waiting();
                let now = settled.started_at + i64::from(settled.duration_ms);
                self.health.fail(error.unwrap_or_else(status), waiting, now);
                true
            }
            Ended::Gone => std::mem::take(&mut self.health.probing),
        }
    }

    /// Knows what was written down before this run.
    pub(crate) fn adopt(&mut self, known: Watched) {
        // What was sent before that was known may have failed as well.
        if self.written.is_well() && self.health.failures <= known.health.failures {
            self.written = known.health.clone();
            self.health = known.health;
            self.health.probing = false;
        }
    }

    /// Knows that others take it for failing, where it does not.
    pub(crate) fn watch(&mut self) {
        if self.others == Others::Silent && self.health.is_well() && self.written.is_well() {
            self.others = Others::Failing;
        }
    }
}

impl Lanes {
    /// A request has ended: what that says of its lane.
    pub(crate) fn learn(&self, lane: &Lane, done: &Attempted) {
        let mut state = lane.lock();
        state.adapt(done.ended == Ended::Taken);
        if state.fare(done) {
            drop(state);
            self.change(lane.webhook);
        }
    }

    /// Something is to be written down of a lane.
    pub(crate) fn change(&self, webhook: No) {
        self.changes().insert(webhook);
    }

    /// The lanes of which something is to be written down.
    pub(crate) fn changed(&self) -> BTreeSet<No> {
        std::mem::take(&mut *self.changes())
    }

    fn changes(&self) -> MutexGuard<'_, BTreeSet<No>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
