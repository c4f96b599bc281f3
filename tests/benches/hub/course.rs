//! The runs, in their order.

use crate::cost::{Meter, append_and_sync};
use crate::hub::Hub;
use crate::load::{Load, Target};
use crate::options::Options;
use crate::relay::{self, Beside};
use crate::sink::Sink;
use crate::spread::Spread;
use crate::tally::{Arrivals, Tally};
use std::sync::Arc;
use tests::Engine;

/// How often relay and hub take turns.
const ROUNDS: usize = 3;

/// The open load: so many callbacks a second, for so many seconds.
const PACE: u32 = 200;
const SECONDS: u32 = 15;

/// How many webhooks want an event in the run that shows fan-out.
const FAN: u32 = 100;

/// What was measured on one engine.
#[derive(Debug)]
pub struct Figures {
    /// The engine.
    pub engine: Engine,
    /// The closed load, round by round.
    pub rounds: Vec<Round>,
    /// From callback to arrival at the open load, through the relay of its own.
    pub relay_latency: Option<Spread>,
    /// The same through the hub.
    pub hub_latency: Option<Spread>,
    /// An append and its way to the disk, in the hub's data folder just before.
    pub disk: Option<Spread>,
    /// Deliveries a second where each event has a hundred.
    pub fan: f64,
    /// What went wrong, over all runs.
    pub faults: Faults,
}

/// One turn of relay and hub.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    /// Events a second through the relay within this process.
    pub inside: f64,
    /// Events a second through the relay in a process of its own.
    pub beside: f64,
    /// Events a second through the hub.
    pub hub: f64,
    /// Microseconds of a processor that the relay of its own took for an event.
    pub relay_cpu: f64,
    /// The same of the hub.
    pub hub_cpu: f64,
    /// The same of this process beside the hub, which calls and counts.
    pub own_cpu: f64,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Callbacks that were not answered by a 2xx.
    pub refused: u32,
    /// Deliveries that did not arrive.
    pub missing: u32,
    /// Deliveries that arrived again.
    pub repeated: u32,
    /// Deliveries that were none of ours.
    pub unmarked: u32,
}

impl Faults {
    /// Whether the figures are of a hub that does what it says; repetitions are allowed.
    pub fn none(&self) -> bool {
        self.refused == 0 && self.missing == 0 && self.unmarked == 0
    }
}

/// What all runs share.
pub struct Course {
    /// Where all arrives.
    pub sink: Sink,
    inside: Target,
    beside: Target,
    relay: Beside,
    runs: u32,
    /// What went wrong so far.
    pub faults: Faults,
}

/// Measures on that engine; `None` where it is not to be had.
pub async fn run(engine: Engine, options: &Options) -> Option<Figures> {
    let mut course = Course::begin().await;
    let hub = Hub::start(engine, &course.sink).await?;
    eprintln!("{engine:?}: the hub is process {}", hub.id);
    let figures = course.measure(engine, options, &hub).await;
    hub.end().await;
    Some(figures)
}

impl Course {
    /// Starts the sink, and the relays to it.
    pub async fn begin() -> Self {
        let sink = Sink::start().await;
        let at = |addr| Target { addr, path: String::from("/") };
        let inside = at(relay::start(&sink.url(0)).await);
        let relay = Beside::start(&sink.url(0)).await;
        let beside = at(relay.addr);
        Self { sink, inside, beside, relay, runs: 0, faults: Faults::default() }
    }

    async fn measure(&mut self, engine: Engine, options: &Options, hub: &Hub) -> Figures {
        let Options { events, connections, marking, .. } = *options;
        let closed = Load { events, connections, a_second: None, marking };
        self.round(hub, Load { events: events.div_ceil(5), ..closed }).await;
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let round = self.round(hub, closed).await;
            let Round { inside, beside, hub, .. } = round;
            eprintln!("{engine:?}: {inside:.0} and {beside:.0} relayed a second, hub {hub:.0}");
            rounds.push(round);
        }
        let open = Load { events: PACE * SECONDS, a_second: Some(PACE), ..closed };
        let relay_latency = self.bring(&self.beside.clone(), open, 1).await.latency;
        let disk = append_and_sync(hub.folder());
        let hub_latency = self.bring(&hub.target, open, 1).await.latency;
        hub.widen(&self.sink, FAN).await;
        let wide = Load { events: events.div_ceil(FAN), ..closed };
        let fan = self.bring(&hub.target, wide, FAN).await.a_second;
        let faults = self.faults;
        Figures { engine, rounds, relay_latency, hub_latency, disk, fan, faults }
    }

    async fn round(&mut self, hub: &Hub, load: Load) -> Round {
        let inside = self.bring(&self.inside.clone(), load, 1).await.a_second;
        let meter = Meter::begin([self.relay.id]);
        let beside = self.bring(&self.beside.clone(), load, 1).await.a_second;
        let [relay_cpu] = meter.micros_each(load.events);
        let meter = Meter::begin([hub.id, std::process::id()]);
        let hub = self.bring(&hub.target, load, 1).await.a_second;
        let [hub_cpu, own_cpu] = meter.micros_each(load.events);
        Round { inside, beside, hub, relay_cpu, hub_cpu, own_cpu }
    }

    /// One run: brings it, and waits until all has arrived at so many endpoints.
    pub async fn bring(&mut self, target: &Target, load: Load, fan: u32) -> Arrivals {
        self.runs += 1;
        let tally = Arc::new(Tally::begin(self.runs, load.events, fan));
        self.sink.count_for(&tally);
        self.faults.refused += load.bring(target, &tally).await;
        let arrivals = tally.settle().await;
        self.faults.missing += arrivals.missing;
        self.faults.repeated += arrivals.repeated;
        self.faults.unmarked += arrivals.unmarked;
        arrivals
    }
}
