//! What the hub does in a second, beside a relay that only passes on. See `docs/benchmark.md`.

mod cost;
mod course;
mod ground;
mod growth;
mod http;
mod hub;
mod load;
mod machine;
mod mark;
mod options;
mod relay;
mod report;
mod sink;
mod spread;
mod stored;
mod tally;

use self::machine::Machine;
use self::options::Options;
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads");
    if let Some(to) = &options.relay {
        runtime.block_on(relay::be(to));
    }
    if ground::is_laid(&options) {
        runtime.block_on(measure(&options))
    } else {
        ground::lay(&options)
    }
}

async fn measure(options: &Options) -> ExitCode {
    if options.asks_for_growth() {
        return if growth::measure(options).await { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let machine = Machine::here();
    let mut all = Vec::new();
    for engine in options.engines() {
        all.extend(course::run(*engine, options).await);
    }
    if !all.is_empty() {
        report::print(&machine, options, &all);
    }
    let sound = !all.is_empty() && all.iter().all(|it| it.faults.none());
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
