//! What a scenario came to.

use crate::agenda::{SECOND, Us};
use crate::upset::Upset;
use crate::world::{Setting, World};
use std::fmt;

/// How long deliveries of ended runs waited until another began them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Report {
    pub(crate) count: usize,
    pub(crate) p50: Us,
    pub(crate) p99: Us,
    pub(crate) max: Us,
    pub(crate) fenced: usize,
    pub(crate) begun: u64,
    /// Claims by who is not the home as of those that live.
    pub(crate) elsewhere: usize,
    /// Hubs whose run lives in the end.
    pub(crate) living: usize,
    /// What share of the server's processors worked, in thousandths.
    pub(crate) load: u64,
    pub(crate) faults: Vec<String>,
}

/// For how long events come after the last that happens, and how long all takes to come to rest.
const ON: Us = 10 * SECOND;
const REST: Us = 15 * SECOND;

/// Lets that happen at those times, and then all come to rest.
pub(crate) fn play(setting: Setting, plan: &[(Us, Upset)]) -> Report {
    let mut world = World::new(setting);
    for (at, upset) in plan {
        world.plan(*at, *upset);
    }
    let last = plan.iter().map(|(at, _)| *at).max().unwrap_or(0);
    world.plan(last + ON, Upset::Quiet);
    world.run(last + ON + REST);
    Report::of(world)
}

impl Report {
    fn of(mut world: World) -> Self {
        let now = world.now();
        world.judge.closes(&world.table, now);
        let mut took = std::mem::take(&mut world.judge.took);
        took.sort_unstable();
        let at = |percent: usize| {
            took.get((took.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0)
        };
        Self {
            count: took.len(),
            p50: at(50),
            p99: at(99),
            max: at(100),
            fenced: world.judge.fenced,
            begun: world.judge.begun,
            elsewhere: world.judge.elsewhere,
            living: world.hubs.iter().filter(|hub| world.table.lives(hub.run)).count(),
            load: world.database.load(now),
            faults: world.judge.faults,
        }
    }

    /// Tells it; no promise may be broken.
    pub(crate) fn tell(&self, name: &str) {
        println!("{name}: {self}");
        let told = &self.faults[..self.faults.len().min(5)];
        assert!(self.faults.is_empty(), "{} faults, first {told:#?}", self.faults.len());
    }

    /// How many faults there are of a kind.
    pub(crate) fn faults(&self, what: &str) -> usize {
        self.faults.iter().filter(|fault| fault.contains(what)).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, fenced, begun, .. } = self;
        let [p50, p99, max] = [self.p50, self.p99, self.max].map(|us| us / 10_000);
        write!(f, "{count} taken over")?;
        for (name, it) in [("p50", p50), ("p99", p99), ("max", max)] {
            write!(f, ", {name} {}.{:02} s", it / 100, it % 100)?;
        }
        let load = self.load;
        write!(f, "; {fenced} fenced, {begun} begun, database {}.{} % busy", load / 10, load % 10)
    }
}
