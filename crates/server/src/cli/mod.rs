//! The command line: one file a command.

mod backup;
mod command;
mod completions;
mod config;
mod demo;
mod events;
mod forward;
mod keys;
mod listen;
mod mail_in;
mod migrate;
mod normalise;
mod openapi;
mod output;
mod providers;
mod recorded;
mod remote;
mod replay;
mod restore;
mod serve;
mod usage;
mod verify;

use self::command::Cli;
use self::usage::Usage;
use crate::config::BrokenConfig;
use clap::Parser;
use std::io::{self, ErrorKind, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread;
use tokio::runtime::Builder;

/// What every command says in its help of how it ends.
const EXITS: &str = "Exit codes: 0 done, 1 failed, 2 wrong usage or a broken configuration.";

/// Runs the program by its arguments.
#[must_use]
pub fn main() -> ExitCode {
    Cli::parse().command.run().unwrap_or_else(|error| fail(&error))
}

/// Says what went wrong in one line, its causes behind it.
fn fail(error: &anyhow::Error) -> ExitCode {
    // Whoever was reading has read enough.
    let pipe =
        error.downcast_ref().is_some_and(|it: &io::Error| it.kind() == ErrorKind::BrokenPipe);
    if pipe {
        return ExitCode::SUCCESS;
    }
    // Where nobody hears it there is nobody to tell.
    _ = writeln!(io::stderr(), "tidings: {error:#}");
    let ours = error.chain().any(|it| it.is::<BrokenConfig>() || it.is::<Usage>());
    ExitCode::from(if ours { 2 } else { 1 })
}

/// Waits for what a command has to wait for.
fn wait_for<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    // Two at least, as one of them may wait for the disk.
    let runtime = Builder::new_multi_thread().worker_threads(cores.max(2)).enable_all().build()?;
    let done = runtime.block_on(work);
    // A name that is still being looked up does not keep the program.
    runtime.shutdown_background();
    done
}
