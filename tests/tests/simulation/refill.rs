//! The way back from the database: what is due goes into memory, in order.

use crate::No;
use crate::agenda::{MS, Us};
use crate::costs::{AT_ONCE, FULL_LOOK, SIDE_BY_SIDE, STEPS, TICK};
use crate::hub::Walk;
use crate::statement::{Query, Said};
use crate::table::{Id, Pair};
use crate::world::{Work, World};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

impl World {
    pub(crate) fn tick(&mut self, hub: usize) {
        self.work(hub, TICK, Work::Tick);
        let refill = &mut self.hubs[hub].refill;
        if self.agenda.now() >= refill.full_at + FULL_LOOK {
            refill.look_again = true;
        }
        self.refill(hub);
    }

    /// Has all that waits looked at.
    pub(crate) fn look_again(&mut self, hub: usize) {
        self.hubs[hub].refill.look_again = true;
        self.refill(hub);
    }

    /// Has a lane looked at when that time has come.
    pub(crate) fn look_at(&mut self, hub: usize, lane: No, at: Us) {
        self.hubs[hub].refill.timers.push(Reverse((at, lane)));
        if at <= self.now() {
            self.refill(hub);
        }
    }

    fn refill(&mut self, hub: usize) {
        let it = &mut self.hubs[hub];
        if it.refill.busy > 0 {
            it.refill.woken = true;
            return;
        }
        it.refill.woken = false;
        if std::mem::take(&mut it.refill.look_again) {
            it.refill.busy = 1;
            it.refill.full_at = self.agenda.now();
            let members = it.members.clone();
            it.refill.walk = Some(Walk {
                members: members.clone(),
                lanes: HashMap::new(),
                strangers: HashMap::new(),
                owners: BTreeSet::new(),
            });
            return self.ask(hub, Query::Walk { after: (0, 0), members });
        }
        self.look_at_due(hub);
    }

    /// Another piece of a look at all that waits.
    pub(crate) fn walked(&mut self, hub: usize, said: Said) {
        let Said::Pairs(pairs) = said else {
            let refill = &mut self.hubs[hub].refill;
            (refill.busy, refill.walk, refill.look_again) = (0, None, true);
            return;
        };
        let Some(mut walk) = self.hubs[hub].refill.walk.take() else { return };
        for pair in &pairs {
            self.walk_past(hub, &mut walk, *pair);
        }
        match pairs.last() {
            Some((lane, owner, _)) if pairs.len() == STEPS => {
                let members = walk.members.clone();
                self.hubs[hub].refill.walk = Some(walk);
                self.ask(hub, Query::Walk { after: (*lane, *owner), members });
            }
            _ => self.walked_all(hub, walk),
        }
    }

    fn walk_past(&mut self, hub: usize, walk: &mut Walk, (lane, owner, due): Pair) {
        let me = self.hubs[hub].run;
        walk.owners.insert(owner);
        let strange = owner != me && walk.members.senders.binary_search(&owner).is_err();
        if strange && self.is_home(&walk.members, lane, me) {
            walk.strangers.entry(lane).or_default().push(owner);
        } else if owner != me {
            return;
        }
        let first = walk.lanes.entry(lane).or_insert(due);
        *first = due.min(*first);
    }

    fn walked_all(&mut self, hub: usize, walk: Walk) {
        for left in walk.members.left.iter().filter(|run| !walk.owners.contains(run)) {
            // Nothing of it waits any more.
            self.table.runs.remove(left);
        }
        let refill = &mut self.hubs[hub].refill;
        refill.busy = 0;
        refill.strangers = walk.strangers;
        let mut lanes: Vec<_> = walk.lanes.into_iter().collect();
        lanes.sort_unstable();
        refill.timers.extend(lanes.into_iter().map(|(lane, due)| Reverse((due, lane))));
        self.set_going(hub);
        self.look_at_due(hub);
    }

    fn look_at_due(&mut self, hub: usize) {
        let now = self.now();
        let refill = &mut self.hubs[hub].refill;
        let mut due = BTreeSet::new();
        while let Some(Reverse((at, lane))) = refill.timers.peek().copied() {
            if at > now {
                break;
            }
            refill.timers.pop();
            due.insert(lane);
        }
        refill.todo.extend(due);
        self.next_lanes(hub);
    }

    /// Looks at as many lanes at a time as there are connections that read.
    fn next_lanes(&mut self, hub: usize) {
        while self.hubs[hub].refill.busy < SIDE_BY_SIDE {
            let Some(lane) = self.hubs[hub].refill.todo.pop_front() else { break };
            if let Some(query) = self.look_at_lane(hub, lane) {
                self.hubs[hub].refill.busy += 1;
                self.ask(hub, query);
            }
        }
        let refill = &self.hubs[hub].refill;
        if refill.busy == 0 && (refill.woken || refill.look_again) {
            self.refill(hub);
        }
    }

    fn look_at_lane(&mut self, hub: usize, lane: No) -> Option<Query> {
        let now = self.now();
        let may_send = self.may_send(hub);
        let it = &mut self.hubs[hub];
        if !may_send {
            // All is looked at again when it may.
            return None;
        }
        if it.memory.is_full() {
            it.refill.timers.push(Reverse((now + TICK, lane)));
            return None;
        }
        let most = it.memory.most(lane)?;
        let owners = it.refill.strangers.get(&lane).cloned();
        Some(match owners {
            Some(owners) => Query::Claim { lane, owners },
            None => Query::Waiting { run: self.hubs[hub].run, lane, most },
        })
    }

    pub(crate) fn claimed(&mut self, hub: usize, lane: No, said: &Said) {
        let it = &mut self.hubs[hub];
        let Said::Claimed { some, full } = said else { return self.try_again(hub, lane) };
        if !full {
            it.refill.strangers.remove(&lane);
            // Another look tells whether anything is left of those who ended.
            it.refill.look_again |= *some && it.refill.strangers.is_empty();
        }
        match it.memory.most(lane) {
            Some(most) => self.ask(hub, Query::Waiting { run: self.hubs[hub].run, lane, most }),
            None => self.looked_at(hub),
        }
    }

    fn try_again(&mut self, hub: usize, lane: No) {
        let at = self.now() + TICK;
        self.hubs[hub].refill.timers.push(Reverse((at, lane)));
        self.looked_at(hub);
    }

    pub(crate) fn found(&mut self, hub: usize, run: No, lane: No, most: usize, said: Said) {
        match said {
            // This hub may be another run by now.
            Said::Found(found) if self.hubs[hub].run == run => self.bring(hub, lane, most, &found),
            _ => return self.try_again(hub, lane),
        }
        self.looked_at(hub);
    }

    /// Takes in what was found for a lane.
    fn bring(&mut self, hub: usize, lane: No, most: usize, found: &[(Us, Id)]) {
        let now = self.now();
        let it = &mut self.hubs[hub];
        let claimable = it.refill.strangers.contains_key(&lane);
        let (mut more, mut later, mut new) = (found.len() >= most || claimable, None, 0);
        for (due, id) in found {
            if *due > now {
                (later, more) = (Some(*due), claimable);
                break;
            }
            if new == AT_ONCE {
                more = true;
                break;
            }
            new += usize::from(it.memory.line_up(*id, lane));
        }
        it.memory.set_more(lane, more);
        match later {
            _ if more && new > 0 => {}
            _ if more => it.refill.timers.push(Reverse((now + MS, lane))),
            Some(later) => it.refill.timers.push(Reverse((later.max(now + MS), lane))),
            None => {}
        }
        self.set_going(hub);
    }

    fn looked_at(&mut self, hub: usize) {
        self.hubs[hub].refill.busy -= 1;
        self.next_lanes(hub);
    }
}
