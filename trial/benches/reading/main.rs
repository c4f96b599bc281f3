//! What reading costs: `cargo bench -p trial`, or `cargo bench -p trial -- email/ses sms/smpp`. The
//! figures of `docs/benchmark.md` are its output.

mod batches;
mod clock;
mod proofs;

use self::clock::nanoseconds;
use adapter::{Adapter, Facts};
use std::env;
use std::hint::black_box;
use trial::adapters;

const URL: &str = "https://hub.example.org/in/AAECAwQFBgcICQoLDA0ODxAREhM";

fn main() {
    println!("## Entries of a batch of 1,000, µs each\n");
    let slowest = batches::measure(wanted());
    println!("\n## Proofs, µs each\n");
    proofs::measure(wanted());
    println!("\n## What is to be done at a provider, µs for all\n");
    let told = || adapters().map(|it| it.facts().setup(black_box(URL))).collect::<Vec<_>>();
    println!("{:.0}", nanoseconds(told) / 1000.0);
    println!("\n## User agents, µs each\n");
    user_agents();
    println!("\nthe slowest entry takes {slowest:.1} µs; 10 µs are wanted");
}

/// The adapters whose names are arguments; all, where none is.
fn wanted() -> impl Iterator<Item = &'static dyn Adapter> {
    let names: Vec<_> = env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    adapters().filter(move |it| names.is_empty() || names.contains(&name(it.facts())))
}

fn name(facts: &Facts) -> String {
    format!("{}/{}", facts.channel.name(), facts.name)
}

fn user_agents() {
    println!("| user agent | µs |\n|---|---|");
    for (name, user_agent) in [
        ("Apple Mail Privacy Protection", "Mozilla/5.0"),
        (
            "Gmail's proxy",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        ),
        ("a scanner", "Mozilla/5.0 (compatible; SomethingNewBot/1.0)"),
        (
            "Chrome on Android",
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        ),
    ] {
        let took = nanoseconds(|| client::read(black_box(user_agent)));
        println!("| {name} | {:.2} |", took / 1000.0);
    }
}
