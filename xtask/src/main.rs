#![doc = include_str!("../README.md")]

mod clients;
mod elapsed;
mod fuzz;
mod ground;
mod hub;
mod need;
mod options;
mod packages;
mod postgres;
mod test;

use self::options::Options;
use self::postgres::Postgres;
use anyhow::{Context, Result, bail};
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
The project's chores.

cargo xtask test [--long] [--fsync] [arguments of the runner]
    Runs the tests with all they need. `--long` takes the long runs in.
cargo xtask fuzz [--minutes N] [--seed N] [--keep] [targets]
    Tries what reads strangers' words with words that no stranger would send.
cargo xtask postgres [--fsync]
    Holds a throw-away PostgreSQL cluster until it is interrupted, and prints its URL.

`--fsync` makes the cluster wait for the disk. See xtask/README.md.";

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run() -> Result<ExitCode> {
    let mut arguments = env::args().skip(1);
    let command = arguments.next();
    let options = Options::parse(arguments);
    env::set_current_dir(root()?)?;
    match command.as_deref() {
        Some("test") => test::run(&options),
        Some("fuzz") => fuzz::run(&options),
        Some("postgres") => hold_postgres(&options),
        None | Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Some(unknown) => bail!("there is no command `{unknown}`\n\n{HELP}"),
    }
}

/// The checkout's folder: Cargo says where this package lies, and it lies right below.
fn root() -> Result<PathBuf> {
    let package = env::var_os("CARGO_MANIFEST_DIR").context("run me as `cargo xtask`")?;
    PathBuf::from(package).parent().map(PathBuf::from).context("the package has no parent folder")
}

fn hold_postgres(options: &Options) -> Result<ExitCode> {
    if let Some(argument) = options.runner.first() {
        bail!("`{argument}` is no argument of `postgres`");
    }
    let binaries = postgres::binaries().context("PostgreSQL's server is not installed")?;
    let cluster = Postgres::start(&binaries, options.fsync)?;
    println!("{}={}", postgres::VARIABLE, cluster.url());
    eprintln!("It is stopped and deleted when this is interrupted.");
    cluster.hold()?;
    bail!("the cluster has ended by itself")
}
