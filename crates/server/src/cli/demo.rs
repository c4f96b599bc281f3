//! `tidings demo`.

use super::wait_for;
use crate::demo;
use anyhow::Result;
use std::process::ExitCode;

const EXITS: &str = "Exit codes: 0 every event came back verified, 1 not so, 2 wrong usage.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    /// End after one pass
    #[arg(long)]
    once: bool,
    /// Listen at this port of the local machine; without it at any that is free
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let verified = wait_for(demo::run(args.once, args.port))?;
    Ok(if verified { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
