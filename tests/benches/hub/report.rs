//! What is printed: a table to read, and a line of JSON to keep.

use crate::course::{Figures, Round};
use crate::machine::Machine;
use crate::options::Options;
use crate::spread::{Spread, median};
use serde_json::{Value, json};
use tests::Engine;

/// A row of the table: what, and its cell for one engine.
type Row = (&'static str, fn(&Figures) -> String);

const ROWS: &[Row] = &[
    ("bare relay, events/s", |it| format!("{:.0}", middle(it, |it| it.beside))),
    ("bare relay within this process, events/s", |it| format!("{:.0}", middle(it, |it| it.inside))),
    ("hub, events/s", |it| format!("{:.0}", middle(it, |it| it.hub))),
    ("hub : bare relay", |it| format!("{:.2}", ratio(it, |it| it.beside))),
    ("hub : bare relay within", |it| format!("{:.2}", ratio(it, |it| it.inside))),
    ("bare relay, CPU an event, µs", |it| format!("{:.0}", middle(it, |it| it.relay_cpu))),
    ("hub, CPU an event, µs", |it| format!("{:.0}", middle(it, |it| it.hub_cpu))),
    ("load and sink beside it, CPU an event, µs", |it| {
        format!("{:.0}", middle(it, |it| it.own_cpu))
    }),
    ("at 200/s: bare relay, ms (p50 p90 p99)", |it| three(it.relay_latency)),
    ("at 200/s: hub, ms (p50 p90 p99)", |it| three(it.hub_latency)),
    ("4 KiB append and fdatasync, ms (p50 p90 p99)", |it| three(it.disk)),
    ("one event to 100 webhooks, deliveries/s", |it| format!("{:.0}", it.fan)),
    ("refused, missing, repeated, unmarked", |it| {
        let it = it.faults;
        format!("{} {} {} {}", it.refused, it.missing, it.repeated, it.unmarked)
    }),
];

/// Prints both.
pub fn print(machine: &Machine, options: &Options, all: &[Figures]) {
    println!();
    println!("{} cores ({}), Linux {}", machine.cores, machine.processor, machine.kernel);
    println!("{} events a round over {} connections", options.events, options.connections);
    println!("load average before: {:.2}{}", machine.load, advice(machine));
    println!();
    let heads = all.iter().map(|it| format!(" {:>17}", name(it.engine)));
    println!("{:<46}{}", "medians of three rounds", heads.collect::<String>());
    for (what, cell) in ROWS {
        let cells = all.iter().map(|it| format!(" {:>17}", cell(it)));
        println!("{what:<46}{}", cells.collect::<String>());
    }
    println!();
    println!("{}", line(machine, options, all));
}

fn advice(machine: &Machine) -> &'static str {
    let busy = machine.load > 0.5;
    if busy { " (others are at work here: the figures are lower than they could be)" } else { "" }
}

fn line(machine: &Machine, options: &Options, all: &[Figures]) -> Value {
    json!({
        "cores": machine.cores,
        "processor": machine.processor,
        "kernel": machine.kernel,
        "load_before": machine.load,
        "events": options.events,
        "connections": options.connections,
        "engines": all.iter().map(of_engine).collect::<Vec<_>>(),
    })
}

fn of_engine(it: &Figures) -> Value {
    let each = |what: fn(&Round) -> f64| -> Vec<f64> {
        it.rounds.iter().map(|round| what(round).round()).collect()
    };
    json!({
        "engine": name(it.engine),
        "relay_per_s": each(|it| it.beside),
        "relay_within_per_s": each(|it| it.inside),
        "hub_per_s": each(|it| it.hub),
        "ratio": thousandths(ratio(it, |it| it.beside)),
        "ratio_within": thousandths(ratio(it, |it| it.inside)),
        "relay_cpu_us": each(|it| it.relay_cpu),
        "hub_cpu_us": each(|it| it.hub_cpu),
        "load_and_sink_cpu_us": each(|it| it.own_cpu),
        "relay_latency_ms": it.relay_latency.map(members),
        "hub_latency_ms": it.hub_latency.map(members),
        "append_and_sync_ms": it.disk.map(members),
        "fan_out_per_s": it.fan.round(),
        "refused": it.faults.refused,
        "missing": it.faults.missing,
        "repeated": it.faults.repeated,
        "unmarked": it.faults.unmarked,
    })
}

fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

/// The hub by one of the relays.
fn ratio(figures: &Figures, relay: fn(&Round) -> f64) -> f64 {
    middle(figures, |it| it.hub) / middle(figures, relay)
}

fn thousandths(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

fn middle(figures: &Figures, what: fn(&Round) -> f64) -> f64 {
    median(&figures.rounds.iter().map(what).collect::<Vec<_>>())
}

fn three(spread: Option<Spread>) -> String {
    spread.map_or_else(String::new, |it| format!("{:.2} {:.2} {:.2}", it.p50, it.p90, it.p99))
}

fn members(spread: Spread) -> Value {
    json!({"p50": spread.p50, "p90": spread.p90, "p99": spread.p99})
}
