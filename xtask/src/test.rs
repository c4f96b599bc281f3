//! The one command that runs the tests.

use crate::elapsed::elapsed;
use crate::ground::Ground;
use crate::hub::{self, cargo};
use crate::need::on_path;
use crate::options::Options;
use anyhow::Result;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// Runs the tests and answers with the runner's code.
///
/// # Errors
///
/// When they cannot be run at all.
pub fn run(options: &Options) -> Result<ExitCode> {
    let begin = Instant::now();
    let hub = hub::build()?;
    let mut ground = Ground::prepare(options)?;
    ground.variables.push(("TIDINGS_BIN", hub.into()));
    for line in ground.skipped() {
        eprintln!("{line}");
    }
    let mut code = status(runner(options).envs(ground.variables.iter().cloned()))?;
    // The examples have a runner of their own, which does not read the arguments of the other.
    let examples = options.runner.is_empty();
    if examples {
        let mut command = cargo();
        command.args(["test", "--doc", "--workspace", "--quiet"]);
        let documented = status(command.envs(ground.variables.iter().cloned()))?;
        code = if code == 0 { documented } else { code };
    }
    let verdict = if code == 0 { "passed" } else { "FAILED" };
    eprintln!("\ncargo xtask test: {verdict} in {}", elapsed(begin.elapsed()));
    for line in ground.skipped() {
        eprintln!("  {line}");
    }
    if !examples {
        eprintln!(
            "  SKIPPED: the documentation's examples (only what the arguments choose is run)"
        );
    }
    Ok(ExitCode::from(code))
}

fn runner(options: &Options) -> Command {
    let mut command = cargo();
    if on_path("cargo-nextest").is_some() {
        command.args(["nextest", "run"]);
        if options.long {
            command.args(["--profile", "long"]);
        }
    } else {
        command.args(["test", "--no-fail-fast", "--tests"]);
    }
    if !options.chooses_packages() {
        command.arg("--workspace");
    }
    command.args(&options.runner);
    command
}

/// The code a command ended with; 1 where a signal ended it.
fn status(command: &mut Command) -> Result<u8> {
    let code = command.status()?.code().unwrap_or(1);
    Ok(u8::try_from(code).unwrap_or(1))
}
