//! All hubs, the database between them, and the clock.

use crate::No;
use crate::agenda::{Agenda, MS, SECOND, Us};
use crate::costs::{INTAKE, WEBHOOKS};
use crate::database::Database;
use crate::hub::{Hub, Members, Up};
use crate::judge::Judge;
use crate::statement::{Asked, Query, Said};
use crate::table::{Id, Table};
use crate::upset::Upset;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What happens.
pub(crate) enum What {
    Work(usize, u32, Work),
    Arrives(Asked),
    /// Worked off, with the rows that it has locked; as of that life of the server.
    Done(Asked, u32, Vec<Id>),
    Upset(Upset),
}

/// What a process does.
pub(crate) enum Work {
    Write,
    Look,
    Tick,
    Send,
    Ended(No, Vec<Id>),
    Answer(Query, Said),
}

/// How often a hub looks that is late.
const LATE: Us = 4 * SECOND;

/// What is wrong with the model, to see that the judge is awake.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Flaw {
    None,
    ClaimsHeedNoLocks,
    SendsWithoutLease,
    InheritsNothing,
    TakesUnknownForEnded,
    CountsWhatItDidNotSee,
}

/// How it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) seed: u64,
    pub(crate) hubs: usize,
    /// For how many lanes of each hub something waits that is due in an hour.
    pub(crate) waiting: usize,
    /// How many of the hubs look at the others every four seconds only.
    pub(crate) late: usize,
    /// Whether every hub takes every lane for its own, whoever else lives.
    pub(crate) alone: bool,
    pub(crate) flaw: Flaw,
}

impl Default for Setting {
    fn default() -> Self {
        Self { seed: 1, hubs: 100, waiting: 30, late: 0, alone: false, flaw: Flaw::None }
    }
}

pub(crate) struct World {
    pub(crate) agenda: Agenda<What>,
    pub(crate) random: StdRng,
    pub(crate) table: Table,
    pub(crate) database: Database,
    pub(crate) hubs: Vec<Hub>,
    pub(crate) judge: Judge,
    pub(crate) flaw: Flaw,
    alone: bool,
    /// From when on nothing comes, and nothing fails.
    pub(crate) quiet_at: Us,
    /// What stopped hubs would have done.
    later: HashMap<usize, Vec<(u32, Work)>>,
    homes: HashMap<(usize, No), Option<No>>,
    met: BTreeMap<Vec<No>, usize>,
    zero: Instant,
}

impl World {
    pub(crate) fn new(setting: Setting) -> Self {
        let mut world = Self {
            agenda: Agenda::new(),
            random: StdRng::seed_from_u64(setting.seed),
            table: Table::default(),
            database: Database::default(),
            hubs: Vec::new(),
            judge: Judge::default(),
            flaw: setting.flaw,
            alone: setting.alone,
            quiet_at: Us::MAX,
            later: HashMap::new(),
            homes: HashMap::new(),
            met: BTreeMap::new(),
            zero: Instant::now(),
        };
        for hub in 0..setting.hubs {
            world.join();
            world.populate(hub, setting.waiting);
            if hub < setting.late {
                world.hubs[hub].look_every = LATE;
            }
        }
        // They know each other already, so that not all of them look at all that waits at first.
        let runs = (1..).take(setting.hubs).collect();
        let members = world.meet(runs, Vec::new());
        world.hubs.iter_mut().for_each(|hub| hub.members = members.clone());
        world
    }

    /// One more hub starts.
    pub(crate) fn join(&mut self) {
        let ahead = self.random.random_range(0..4 * SECOND);
        self.hubs.push(Hub::new(ahead));
        let hub = self.hubs.len() - 1;
        self.start(hub);
    }

    /// Starts a hub's process, each of its loops at a time of its own.
    pub(crate) fn start(&mut self, hub: usize) {
        self.work(hub, 0, Work::Write);
        for work in [Work::Look, Work::Tick] {
            let wait = self.random.random_range(0..500 * MS);
            self.work(hub, wait, work);
        }
    }

    /// Lanes of a hub for which something waits that is due in an hour.
    fn populate(&mut self, hub: usize, lanes: usize) {
        let run = No::try_from(hub + 1).expect("there are few hubs");
        for _ in 0..lanes {
            let lane = self.lane();
            let due = self.random.random_range(3600 * SECOND..7200 * SECOND);
            self.table.add(lane, run, 0, Some(due));
        }
    }

    /// Any webhook.
    pub(crate) fn lane(&mut self) -> No {
        self.random.random_range(1..=WEBHOOKS)
    }

    pub(crate) fn now(&self) -> Us {
        self.agenda.now()
    }

    pub(crate) fn instant(&self) -> Instant {
        self.zero + Duration::from_micros(self.now())
    }

    /// Has a hub's process do that after a while.
    pub(crate) fn work(&mut self, hub: usize, wait: Us, work: Work) {
        let life = self.hubs[hub].life;
        self.agenda.after(wait, What::Work(hub, life, work));
    }

    /// Lets time pass until then.
    pub(crate) fn run(&mut self, until: Us) {
        while let Some(what) = self.agenda.next(until) {
            match what {
                What::Work(hub, life, work) => self.do_work(hub, life, work),
                What::Arrives(asked) => self.arrives(asked),
                What::Done(asked, life, locked) => self.done(asked, life, &locked),
                What::Upset(upset) => self.upset(upset),
            }
        }
    }

    fn do_work(&mut self, hub: usize, life: u32, work: Work) {
        let it = &self.hubs[hub];
        if it.life != life || it.up == Up::Dead {
            return;
        }
        if it.up == Up::Stopped {
            return self.later.entry(hub).or_default().push((life, work));
        }
        match work {
            Work::Write => self.write(hub),
            Work::Look => self.look(hub),
            Work::Tick => self.tick(hub),
            Work::Send => self.send(hub),
            Work::Ended(run, ids) => self.ended(hub, run, &ids),
            Work::Answer(query, said) => self.hear(hub, query, said),
        }
    }

    fn hear(&mut self, hub: usize, query: Query, said: Said) {
        match query {
            Query::Begin { .. } | Query::Commit(_) | Query::Mend { .. } => {
                self.written(hub, query, said);
            }
            Query::Runs | Query::Fence { .. } | Query::Slice { .. } => {
                self.looked(hub, query, said);
            }
            Query::Walk { .. } => self.walked(hub, said),
            Query::Claim { lane, .. } => self.claimed(hub, lane, &said),
            Query::Waiting { run, lane, most } => self.found(hub, run, lane, most, said),
        }
    }

    /// A stopped hub goes on with what it was about.
    pub(crate) fn go_on(&mut self, hub: usize) {
        self.hubs[hub].up = Up::Runs;
        for (life, work) in self.later.remove(&hub).unwrap_or_default() {
            self.agenda.after(0, What::Work(hub, life, work));
        }
    }

    /// How many events come to a hub in that time.
    pub(crate) fn coming(&mut self, time: Us) -> u64 {
        if self.now() >= self.quiet_at {
            return 0;
        }
        let (sure, rest) = (INTAKE * time / SECOND, INTAKE * time % SECOND);
        sure + u64::from(self.random.random_range(0..SECOND) < rest)
    }

    /// The same members have the same number.
    pub(crate) fn meet(&mut self, senders: Vec<No>, left: Vec<No>) -> Rc<Members> {
        let next = self.met.len();
        let no = *self.met.entry(senders.clone()).or_insert(next);
        Rc::new(Members { no, senders, left })
    }

    /// Whether a lane is at home at that run. The product's word, asked once for each lane and
    /// members.
    pub(crate) fn is_home(&mut self, members: &Members, lane: No, run: No) -> bool {
        let home = || store::home(&members.senders, lane);
        self.alone || *self.homes.entry((members.no, lane)).or_insert_with(home) == Some(run)
    }
}
