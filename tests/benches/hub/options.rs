//! What the benchmark is asked for.

use clap::{Args, Parser, value_parser};
use tests::Engine;

/// Measures the hub beside a relay that only passes on, and prints the ratio.
#[derive(Debug, Parser)]
#[command(name = "cargo bench -p tests --")]
pub struct Options {
    /// Callbacks a round
    #[arg(long, default_value_t = 50_000, value_parser = value_parser!(u32).range(1..))]
    pub events: u32,
    /// Connections that bring them, one callback after the other
    #[arg(long, default_value_t = 64, value_parser = value_parser!(u32).range(1..))]
    pub connections: u32,
    /// How many of a hundred callbacks say that a contact has left, each another one
    #[arg(long, default_value_t = 0, value_parser = value_parser!(u32).range(..=100))]
    pub marking: u32,
    /// On PostgreSQL, measure instead what an event costs once so many are stored
    #[arg(long, default_value_t = 0)]
    pub stored: u64,
    /// On PostgreSQL, measure instead what it costs with so many webhooks of other projects
    #[arg(long, default_value_t = 0)]
    pub webhooks: u32,
    #[command(flatten)]
    chosen: Chosen,
    /// Be nothing but a relay to that URL
    #[arg(long, hide = true)]
    pub relay: Option<String>,
    /// What Cargo tells every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct Chosen {
    /// Only on SQLite
    #[arg(long)]
    sqlite: bool,
    /// Only on PostgreSQL
    #[arg(long)]
    postgres: bool,
    /// On either (without any of the three, on PostgreSQL where it is to be had)
    #[arg(long)]
    both: bool,
}

impl Options {
    /// Whether it is asked how costs grow.
    pub fn asks_for_growth(&self) -> bool {
        self.stored > 0 || self.webhooks > 0
    }

    /// The engines to measure on.
    pub fn engines(&self) -> &'static [Engine] {
        if self.asks_for_growth() {
            return &[Engine::Postgres];
        }
        match (self.chosen.sqlite, self.chosen.postgres) {
            (true, _) => &[Engine::Sqlite],
            (_, true) => &[Engine::Postgres],
            _ => &[Engine::Sqlite, Engine::Postgres],
        }
    }

    /// Whether it is a mistake when there is no PostgreSQL.
    pub fn insists_on_postgres(&self) -> bool {
        self.chosen.postgres || self.chosen.both || self.asks_for_growth()
    }
}
