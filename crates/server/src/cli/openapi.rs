//! `tidings openapi`.

use super::EXITS;
use super::output::json;
use crate::api;
use anyhow::Result;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {}

pub(super) fn run(_: &Args) -> Result<ExitCode> {
    json(&api::openapi())?;
    Ok(ExitCode::SUCCESS)
}
