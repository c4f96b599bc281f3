//! `cargo xtask fuzz`.

use crate::hub::cargo;
use crate::options::Options;
use anyhow::{Context, Result};
use std::process::ExitCode;

/// Builds what tries the readers, fast and with every check, and runs it with these arguments.
pub fn run(options: &Options) -> Result<ExitCode> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--profile", "fuzz", "--package", "trial", "--"]);
    let status = command.args(&options.runner).status().context("cannot run Cargo")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
