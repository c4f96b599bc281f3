//! The server: its processors, its absences, and what statements do.

use crate::No;
use crate::agenda::Us;
use crate::costs::{
    CLAIM, CORES, PATIENCE, ROUND_TRIP, ROW_READ, ROW_WRITTEN, SLICE_MADE_DUE, SLOW_SYNC,
    STATEMENT, STEP, STEPS, SYNC,
};
use crate::statement::{Asked, Commit, Query, Row, Said};
use crate::table::{End, Id, Run};
use crate::upset::Upset;
use crate::world::{Flaw, What, Work, World};
use rand::RngExt;

pub(crate) struct Database {
    /// When each processor is free.
    cores: [Us; CORES],
    /// How often it was started.
    pub(crate) life: u32,
    pub(crate) away: Away,
    /// How long its processors have worked.
    pub(crate) worked: Us,
}

#[derive(Clone, Copy)]
pub(crate) enum Away {
    No,
    /// Connections end, and new ones are refused.
    Refuses,
    /// It answers when it is back.
    Hangs(Us),
}

impl Default for Database {
    fn default() -> Self {
        Self { cores: [0; CORES], life: 0, away: Away::No, worked: 0 }
    }
}

impl Database {
    /// What share of its processors' time was worked, in thousandths.
    pub(crate) fn load(&self, now: Us) -> u64 {
        let all = now * u64::try_from(CORES).expect("there are few");
        self.worked * 1000 / all.max(1)
    }

    /// Works for that long as soon as a processor is free; gives when that is done.
    fn serve(&mut self, now: Us, work: Us) -> Us {
        self.worked += work;
        let core = self.cores.iter_mut().min().expect("there are processors");
        *core = now.max(*core) + work;
        *core
    }
}

impl World {
    pub(crate) fn ask(&mut self, hub: usize, query: Query) {
        let it = &self.hubs[hub];
        let asked = Asked { hub, life: it.life, run: it.run, query };
        // A transaction of several statements is begun first.
        let begins = matches!(asked.query, Query::Slice { .. } | Query::Begin { .. });
        let way = ROUND_TRIP / 2 + if begins { ROUND_TRIP } else { 0 };
        self.agenda.after(way, What::Arrives(asked));
    }

    pub(crate) fn arrives(&mut self, asked: Asked) {
        if self.hubs[asked.hub].cut {
            return self.answer(asked, Said::Failed);
        }
        match self.database.away {
            Away::Refuses => return self.answer(asked, Said::Failed),
            Away::Hangs(until) if until > self.now() => {
                return self.agenda.at(until, What::Arrives(asked));
            }
            Away::No | Away::Hangs(_) => {}
        }
        let mut locked = Vec::new();
        match &asked.query {
            Query::Slice { run, .. } if self.is_taken(*run) || !self.table.seen_to.insert(*run) => {
                return self.answer(asked, Said::Done(false));
            }
            Query::Claim { lane, owners } => locked = self.lock(*lane, owners),
            _ => {}
        }
        let (work, sync) = self.costs(asked.run, &asked.query, locked.len());
        let end = self.database.serve(self.now(), work) + sync;
        self.agenda.at(end, What::Done(asked, self.database.life, locked));
    }

    fn is_taken(&self, run: No) -> bool {
        !self.table.runs.get(&run).is_some_and(|run| run.end == End::Fenced)
    }

    /// Begins a claim. It takes from nobody who lives, whoever its hub knows.
    fn lock(&mut self, lane: No, owners: &[No]) -> Vec<Id> {
        let strict = self.flaw != Flaw::TakesUnknownForEnded;
        let runs = owners.iter().copied().filter(|run| !(strict && self.table.lives(*run)));
        let runs: Vec<No> = runs.collect();
        self.table.lock(lane, &runs, CLAIM, self.flaw != Flaw::ClaimsHeedNoLocks)
    }

    /// What a statement costs a processor, and how long it waits for the disk.
    fn costs(&mut self, me: No, query: &Query, locked: usize) -> (Us, Us) {
        let (rows, each, syncs) = match query {
            Query::Begin { .. } | Query::Mend { .. } | Query::Fence { .. } => (0, 0, true),
            Query::Commit(it) => {
                (it.new.len() + it.outcomes.len() + it.park.len(), ROW_WRITTEN, true)
            }
            Query::Slice { .. } => (1, SLICE_MADE_DUE, true),
            Query::Claim { .. } => (locked, ROW_WRITTEN, locked > 0),
            Query::Runs => (self.table.runs.len(), ROW_READ, false),
            Query::Walk { after, members } => {
                // From owner to owner, and from lane to lane of those that concern it.
                let owners = if *after == (0, 0) { self.table.runs.len() } else { 0 };
                (owners + self.table.pairs(me, members, *after, STEPS).len(), STEP, false)
            }
            Query::Waiting { lane, most, .. } => {
                (self.table.waiting(*lane, me, *most).len(), ROW_READ, false)
            }
        };
        let rows = Us::try_from(rows).expect("there are few rows");
        (STATEMENT + rows * each, if syncs { self.sync() } else { 0 })
    }

    fn sync(&mut self) -> Us {
        let slow = self.random.random_range(0..100) == 0;
        self.random.random_range(if slow { SLOW_SYNC } else { SYNC })
    }

    pub(crate) fn done(&mut self, asked: Asked, life: u32, locked: &[Id]) {
        if let Query::Slice { run, .. } = asked.query {
            self.table.seen_to.remove(&run);
        }
        if life != self.database.life {
            self.table.unlock(locked, None);
            return self.answer(asked, Said::Failed);
        }
        let said = self.apply(&asked, locked);
        self.answer(asked, said);
    }

    fn apply(&mut self, asked: &Asked, locked: &[Id]) -> Said {
        let me = asked.run;
        match &asked.query {
            Query::Begin { begun } => self.begin(asked.hub, *begun),
            Query::Commit(commit) => self.commit(asked.hub, me, commit),
            Query::Mend { begun } => self.mend(asked.hub, me, *begun),
            Query::Runs => Said::Runs(self.runs()),
            Query::Fence { run, beat_at, silent } => {
                Said::Done(self.fence(me, *run, *beat_at, *silent))
            }
            Query::Slice { run, from, to } => {
                self.slice(*run, *from, *to);
                Said::Done(true)
            }
            Query::Walk { after, members } => {
                Said::Pairs(self.table.pairs(me, members, *after, STEPS))
            }
            Query::Claim { lane, .. } => self.claim(me, *lane, locked),
            Query::Waiting { lane, most, .. } => Said::Found(self.table.waiting(*lane, me, *most)),
        }
    }

    fn begin(&mut self, hub: usize, begun: Us) -> Said {
        let clock = begun + self.hubs[hub].ahead;
        let run = self.table.begin(clock);
        self.judge.beats(run, begun);
        Said::Began(run)
    }

    fn commit(&mut self, hub: usize, me: No, commit: &Commit) -> Said {
        if !self.table.lives(me) {
            return Said::Fenced;
        }
        let clock = commit.begun + self.hubs[hub].ahead;
        if let (Some((beat_at, low_water)), Some(run)) = (commit.beat, self.table.runs.get_mut(&me))
        {
            (run.beat_at, run.low_water) = (beat_at, low_water);
            self.judge.beats(me, commit.begun);
        }
        for outcome in &commit.outcomes {
            self.table.settle(outcome.id, me, outcome.again);
        }
        for id in &commit.park {
            self.table.park(*id, me, self.agenda.now());
        }
        Said::Taken(commit.new.iter().map(|lane| self.table.add(*lane, me, clock, None)).collect())
    }

    /// Its process holds the lock again; what it does not know that it holds becomes due.
    fn mend(&mut self, hub: usize, me: No, begun: Us) -> Said {
        if !self.table.lives(me) {
            return Said::Fenced;
        }
        if let Some(run) = self.table.runs.get_mut(&me) {
            (run.lock, run.beat_at) = (true, begun + self.hubs[hub].ahead);
        }
        self.judge.beats(me, begun);
        let held = self.table.held(me, 0, Us::MAX);
        for id in held.into_iter().filter(|id| !self.hubs[hub].memory.knows(*id)) {
            self.table.park(id, me, self.agenda.now());
        }
        Said::Done(true)
    }

    fn runs(&self) -> Vec<Row> {
        let row = |(no, run): (&No, &Run)| Row {
            no: *no,
            beat_at: run.beat_at,
            low_water: run.low_water,
            end: run.end,
        };
        self.table.runs.iter().map(row).collect()
    }

    fn fence(&mut self, me: No, run: No, beat_at: Us, silent: bool) -> bool {
        let by_living = self.table.lives(me);
        let Some(row) = self.table.runs.get_mut(&run) else { return false };
        let dead = row.end == End::Lives && row.beat_at == beat_at && (silent || !row.lock);
        if by_living && dead {
            row.end = End::Fenced;
            let is_well = self.hubs.iter().any(|hub| hub.run == run && hub.is_well());
            self.judge.fences(run, is_well, self.agenda.now());
        }
        by_living && dead
    }

    fn slice(&mut self, run: No, from: Us, to: Option<Us>) {
        if self.flaw != Flaw::InheritsNothing {
            for id in self.table.held(run, from, to.unwrap_or(Us::MAX)) {
                self.table.park(id, run, self.agenda.now());
            }
        }
        if let (None, Some(run)) = (to, self.table.runs.get_mut(&run)) {
            run.end = End::Taken;
        }
    }

    fn claim(&mut self, me: No, lane: No, locked: &[Id]) -> Said {
        let lives = self.table.lives(me);
        if lives {
            let home = store::home(&self.table.living(), lane);
            self.judge.elsewhere += usize::from(home != Some(me) && !locked.is_empty());
            self.judge.claims(locked, &self.table, self.agenda.now());
        }
        let now = self.agenda.now();
        let due = locked.iter().all(|id| self.table.deliveries[*id].due <= Some(now));
        self.table.unlock(locked, lives.then_some(me));
        Said::Claimed { some: !locked.is_empty(), full: locked.len() == CLAIM && due }
    }

    fn answer(&mut self, asked: Asked, said: Said) {
        let lost = self.hubs[asked.hub].cut;
        let (wait, said) = if lost { (PATIENCE, Said::Failed) } else { (ROUND_TRIP / 2, said) };
        let work = Work::Answer(asked.query, said);
        self.agenda.after(wait, What::Work(asked.hub, asked.life, work));
    }

    /// The server goes away, and is back after that time.
    pub(crate) fn restart(&mut self, hangs: bool, wait: Us) {
        let back = self.now() + wait;
        self.database.away = if hangs { Away::Hangs(back) } else { Away::Refuses };
        if !hangs {
            // Whatever was under way is rolled back, and no connection keeps its locks.
            self.database.life += 1;
            self.table.runs.values_mut().for_each(|run| run.lock = false);
        }
        self.agenda.at(back, What::Upset(Upset::Back));
    }
}
