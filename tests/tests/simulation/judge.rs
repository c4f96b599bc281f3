//! Whether promises are kept: judged by what happens, not by what hubs think.

use crate::No;
use crate::agenda::{SECOND, Us};
use crate::costs::TERM;
use crate::table::{Id, Table};
use std::collections::{BTreeMap, HashMap};

#[derive(Default)]
pub(crate) struct Judge {
    pub(crate) faults: Vec<String>,
    pub(crate) begun: u64,
    pub(crate) fenced: usize,
    /// Claims by who is not the home as of those that live.
    pub(crate) elsewhere: usize,
    /// By run: until when it may send, by its last beat on disk.
    leases: HashMap<No, Us>,
    last: HashMap<Id, No>,
    /// What an ended run left, and since when it waits.
    left: BTreeMap<Id, (No, Us)>,
    /// How long it waited until another began it.
    pub(crate) took: Vec<Us>,
}

impl Judge {
    fn fault(&mut self, at: Us, what: &str, id: impl std::fmt::Display) {
        self.faults.push(format!("{}.{:06} s: {what}: {id}", at / SECOND, at % SECOND));
    }

    /// A beat begun at that time is on disk.
    pub(crate) fn beats(&mut self, run: No, begun: Us) {
        self.leases.insert(run, begun + TERM);
    }

    pub(crate) fn fences(&mut self, run: No, is_well: bool, now: Us) {
        self.fenced += 1;
        if is_well {
            self.fault(now, "fenced though it was well", run);
        }
    }

    pub(crate) fn claims(&mut self, ids: &[Id], table: &Table, now: Us) {
        for id in ids {
            if table.lives(table.deliveries[*id].owner) {
                self.fault(now, "claimed from a run that lives", id);
            }
        }
    }

    /// A run begins an attempt.
    pub(crate) fn begins(&mut self, id: Id, run: No, table: &Table, now: Us) {
        self.begun += 1;
        let delivery = &table.deliveries[id];
        if delivery.made {
            self.fault(now, "begun though it was made", id);
        }
        if delivery.owner != run && table.lives(run) {
            self.fault(now, "begun by a run that does not own it", id);
        }
        if !table.lives(run) {
            self.fault(now, "begun by a run that was fenced", id);
        }
        if self.leases.get(&run).is_none_or(|until| now >= *until) {
            self.fault(now, "begun after the lease", id);
        }
        if let Some(last) = self.last.insert(id, run)
            && last != run
            && table.lives(last)
        {
            self.fault(now, "begun by a second run while the first lives", id);
        }
        if let Some((_, since)) = self.left.get(&id).filter(|(whose, _)| *whose != run) {
            self.took.push(now - *since);
            self.left.remove(&id);
        }
    }

    /// A run ends at that time: what it owes has to be begun by others.
    pub(crate) fn ends(&mut self, run: No, table: &Table, now: Us) {
        let owed =
            table.deliveries.iter().enumerate().filter(|(_, it)| {
                it.owner == run && !it.made && it.due.is_none_or(|due| due <= now)
            });
        self.left.extend(owed.map(|(id, _)| (id, (run, now))));
    }

    /// At the end: nothing is lost.
    pub(crate) fn closes(&mut self, table: &Table, now: Us) {
        for (id, it) in table.deliveries.iter().enumerate() {
            if !it.made && it.due.is_none_or(|due| due <= now) {
                self.fault(now, "lost", id);
            }
        }
    }
}
