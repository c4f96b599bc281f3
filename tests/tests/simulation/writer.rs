//! What a hub writes: beats, what comes, how attempts ended; and a new run after a fenced one.

use crate::agenda::Us;
use crate::costs::{BEAT, COMMIT, PARK_AFTER, TERM, UPKEEP};
use crate::statement::{Commit, Outcome, Query, Said};
use crate::table::Id;
use crate::world::{Work, World};

impl World {
    /// Writes what there is, one statement at a time.
    pub(crate) fn write(&mut self, hub: usize) {
        let now = self.now();
        let writer = &mut self.hubs[hub].writer;
        let upkeep = now >= writer.upkeep_at;
        if upkeep {
            writer.upkeep_at = now + UPKEEP;
        }
        let (fenced, suspect) = (writer.fenced, writer.suspect);
        let query = if self.hubs[hub].run == 0 || fenced {
            upkeep.then_some(Query::Begin { begun: now })
        } else if suspect && upkeep {
            Some(Query::Mend { begun: now })
        } else if suspect && self.hubs[hub].lease_until <= now {
            // Callers hear that they have to come again.
            None
        } else {
            self.batch(hub, upkeep)
        };
        match query {
            Some(query) => self.ask(hub, query),
            None => self.work(hub, COMMIT, Work::Write),
        }
    }

    fn batch(&mut self, hub: usize, upkeep: bool) -> Option<Query> {
        let now = self.now();
        let coming = self.coming(COMMIT);
        let new = (0..coming).map(|_| self.lane()).collect::<Vec<_>>();
        let it = &mut self.hubs[hub];
        let (me, clock) = (it.run, now + it.ahead);
        let mut outcomes = std::mem::take(&mut it.writer.outcomes);
        // Those of a run that was ended are nobody's.
        outcomes.retain(|outcome| outcome.run == me);
        let mut park = Vec::new();
        if upkeep {
            let rest = it.writer.held.split_off(&(clock.saturating_sub(PARK_AFTER), 0));
            park =
                std::mem::replace(&mut it.writer.held, rest).into_iter().map(|it| it.1).collect();
        }
        let nothing = new.is_empty() && outcomes.is_empty() && park.is_empty();
        if nothing && !upkeep {
            return None;
        }
        let low_water = it.writer.held.first().map_or(clock, |(came, _)| clock.min(*came));
        let is_time = clock - it.writer.beat_at >= BEAT;
        let beat = is_time.then_some((clock, low_water));
        if nothing && !is_time {
            return None;
        }
        Some(Query::Commit(Commit { begun: now, beat, new, outcomes, park }))
    }

    pub(crate) fn written(&mut self, hub: usize, query: Query, said: Said) {
        let writer = &mut self.hubs[hub].writer;
        match (query, said) {
            (Query::Begin { begun }, Said::Began(run)) => {
                let it = &mut self.hubs[hub];
                it.run = run;
                it.forget();
                it.lease_until = begun + TERM;
                (it.writer.fenced, it.writer.suspect) = (false, false);
                it.writer.beat_at = 0;
                self.look_again(hub);
            }
            (Query::Commit(commit), Said::Taken(new)) => self.committed(hub, &commit, &new),
            (Query::Mend { begun }, Said::Done(_)) => {
                writer.suspect = false;
                self.hubs[hub].lease_until = begun + TERM;
                self.look_again(hub);
            }
            (Query::Begin { .. }, _) => {}
            (query, said) => {
                writer.suspect = true;
                if let Query::Commit(commit) = query {
                    writer.outcomes.splice(..0, commit.outcomes);
                }
                if matches!(said, Said::Fenced) {
                    writer.fenced = true;
                    self.hubs[hub].lease_until = 0;
                }
            }
        }
        self.work(hub, COMMIT, Work::Write);
    }

    fn committed(&mut self, hub: usize, commit: &Commit, new: &[Id]) {
        let now = self.now();
        if let Some((clock, _)) = commit.beat {
            let it = &mut self.hubs[hub];
            it.writer.beat_at = clock;
            let lapsed = it.lease_until <= now;
            it.lease_until = commit.begun + TERM;
            if lapsed {
                self.look_again(hub);
            }
        }
        for (id, lane) in new.iter().zip(&commit.new) {
            let came = self.table.deliveries[*id].came;
            let it = &mut self.hubs[hub];
            it.writer.held.insert((came, *id));
            it.memory.line_up(*id, *lane);
        }
        for outcome in &commit.outcomes {
            self.settled(hub, outcome);
        }
        for id in &commit.park {
            let lane = self.table.deliveries[*id].lane;
            self.look_at(hub, lane, now);
        }
        self.set_going(hub);
    }

    fn settled(&mut self, hub: usize, outcome: &Outcome) {
        let delivery = &self.table.deliveries[outcome.id];
        let (lane, came): (_, Us) = (delivery.lane, delivery.came);
        let it = &mut self.hubs[hub];
        it.writer.held.remove(&(came, outcome.id));
        it.memory.settled(outcome.id, lane);
        if let Some(again) = outcome.again {
            self.look_at(hub, lane, again);
        }
    }
}
