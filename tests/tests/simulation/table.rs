//! What the database holds: runs, and what is owed.

use crate::No;
use crate::agenda::Us;
use crate::hub::Members;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A delivery: its place in the table.
pub(crate) type Id = usize;

/// The row of a run.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// By its own clock.
    pub(crate) beat_at: Us,
    pub(crate) low_water: Us,
    pub(crate) end: End,
    /// Whether its process holds the lock that tells that it lives.
    pub(crate) lock: bool,
}

/// Whether a run has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    Lives,
    Fenced,
    /// What it held is due.
    Taken,
}

/// What is owed to one webhook.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) lane: No,
    pub(crate) owner: No,
    /// By the clock of the hub that took it in.
    pub(crate) came: Us,
    /// None while its owner holds it in memory, and when it is made.
    pub(crate) due: Option<Us>,
    pub(crate) made: bool,
}

/// A lane, one of those that own something there, and when the first of it is due.
pub(crate) type Pair = (No, No, Us);

#[derive(Default)]
pub(crate) struct Table {
    pub(crate) runs: BTreeMap<No, Run>,
    pub(crate) deliveries: Vec<Delivery>,
    newest: No,
    /// The index of what is due, by lane and owner.
    due: BTreeMap<(No, No), BTreeSet<(Us, Id)>>,
    /// What runs hold in memory, by when it came.
    held: HashMap<No, BTreeSet<(Us, Id)>>,
    /// Rows that a claim has locked.
    locked: HashSet<Id>,
    /// Ended runs that somebody sees to.
    pub(crate) seen_to: HashSet<No>,
}

impl Table {
    pub(crate) fn begin(&mut self, clock: Us) -> No {
        self.newest += 1;
        let run = Run { beat_at: clock, low_water: clock, end: End::Lives, lock: true };
        self.runs.insert(self.newest, run);
        self.newest
    }

    pub(crate) fn lives(&self, run: No) -> bool {
        self.runs.get(&run).is_some_and(|run| run.end == End::Lives)
    }

    pub(crate) fn living(&self) -> Vec<No> {
        let living = self.runs.iter().filter(|(_, run)| run.end == End::Lives);
        living.map(|(no, _)| *no).collect()
    }

    /// Takes in what a run owes: held in its memory, or due.
    pub(crate) fn add(&mut self, lane: No, owner: No, came: Us, due: Option<Us>) -> Id {
        let id = self.deliveries.len();
        self.deliveries.push(Delivery { lane, owner, came, due, made: false });
        self.index(id);
        id
    }

    /// Writes down how an attempt ended, where that is still the run's to say.
    pub(crate) fn settle(&mut self, id: Id, run: No, again: Option<Us>) -> bool {
        let mine = self.deliveries[id].owner == run && !self.deliveries[id].made;
        if mine {
            self.change(id, |it| (it.due, it.made) = (again, again.is_none()));
        }
        mine
    }

    /// Makes due what that run holds; says whether it was so.
    pub(crate) fn park(&mut self, id: Id, run: No, now: Us) -> bool {
        let held = &self.deliveries[id];
        let held = held.owner == run && held.due.is_none() && !held.made;
        if held {
            self.change(id, |it| it.due = Some(now));
        }
        held
    }

    /// What a run holds of a time.
    pub(crate) fn held(&self, run: No, from: Us, to: Us) -> Vec<Id> {
        let Some(held) = self.held.get(&run) else { return Vec::new() };
        held.range((from, 0)..(to, 0)).map(|(_, id)| *id).collect()
    }

    /// The next lanes and owners after that one that concern a run: its own, and those of whom its
    /// hub does not know to send.
    pub(crate) fn pairs(&self, me: No, known: &Members, after: (No, No), most: usize) -> Vec<Pair> {
        use std::ops::Bound::{Excluded, Unbounded};
        let concerns = |owner| owner == me || known.senders.binary_search(&owner).is_err();
        let pairs = self.due.range((Excluded(after), Unbounded));
        let pairs = pairs.filter(|((_, owner), _)| concerns(*owner)).take(most);
        let first = |due: &BTreeSet<(Us, Id)>| due.first().map_or(0, |(due, _)| *due);
        pairs.map(|((lane, owner), due)| (*lane, *owner, first(due))).collect()
    }

    /// The first that a run owns in a lane, whether due by now or not.
    pub(crate) fn waiting(&self, lane: No, owner: No, most: usize) -> Vec<(Us, Id)> {
        let due = self.due.get(&(lane, owner));
        due.map(|due| due.iter().take(most).copied().collect()).unwrap_or_default()
    }

    /// Begins a claim: the first that those own in a lane, in the order in which they are due, but
    /// for what another claim has locked.
    pub(crate) fn lock(&mut self, lane: No, owners: &[No], most: usize, heeds: bool) -> Vec<Id> {
        let mut found: Vec<(Us, Id)> = Vec::new();
        for owner in owners {
            let Some(due) = self.due.get(&(lane, *owner)) else { continue };
            let free = due.iter().filter(|(_, id)| !heeds || !self.locked.contains(id));
            found.extend(free.take(most));
        }
        found.sort_unstable();
        let ids: Vec<Id> = found.into_iter().take(most).map(|(_, id)| id).collect();
        self.locked.extend(&ids);
        ids
    }

    /// Ends a claim: they have that owner from now on, if there is one.
    pub(crate) fn unlock(&mut self, ids: &[Id], owner: Option<No>) {
        for id in ids {
            self.locked.remove(id);
            if let Some(owner) = owner {
                self.change(*id, |it| it.owner = owner);
            }
        }
    }

    fn change(&mut self, id: Id, how: impl FnOnce(&mut Delivery)) {
        let it = &self.deliveries[id];
        if let Some(due) = it.due {
            let pair = (it.lane, it.owner);
            let emptied = self.due.get_mut(&pair).is_some_and(|all| {
                all.remove(&(due, id));
                all.is_empty()
            });
            if emptied {
                self.due.remove(&pair);
            }
        } else if let Some(held) = self.held.get_mut(&it.owner) {
            held.remove(&(it.came, id));
        }
        how(&mut self.deliveries[id]);
        self.index(id);
    }

    fn index(&mut self, id: Id) {
        let it = &self.deliveries[id];
        match it.due {
            Some(due) => _ = self.due.entry((it.lane, it.owner)).or_default().insert((due, id)),
            None if !it.made => _ = self.held.entry(it.owner).or_default().insert((it.came, id)),
            None => {}
        }
    }
}

#[test]
fn claims_are_in_order_and_pass_by_what_is_locked() {
    let mut table = Table::default();
    let all: Vec<Id> =
        [(1, 30), (2, 10), (1, 20)].map(|(run, due)| table.add(9, run, 0, Some(due))).to_vec();
    let first = table.lock(9, &[1, 2], 2, true);
    assert_eq!(first, [all[1], all[2]]);
    assert_eq!(table.lock(9, &[1, 2], 2, true), [all[0]]);
    assert_eq!(table.lock(9, &[1, 2], 2, false), first, "who heeds no lock finds them, too");
    table.unlock(&first, Some(3));
    assert_eq!(table.pairs(3, &Members::default(), (0, 0), 9), [(9, 1, 30), (9, 3, 10)]);
    assert!(!table.settle(all[1], 1, None), "it is not theirs any more");
    assert!(table.settle(all[1], 3, None));
    assert_eq!(table.waiting(9, 3, 9), [(20, all[2])]);
}
