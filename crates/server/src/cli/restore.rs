//! `tidings restore`.

use super::backup::file;
use super::config::Place;
use super::output::How;
use super::{EXITS, wait_for};
use crate::serve::make_folder;
use anyhow::Result;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    how: How,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let config = args.place.load()?.config;
    let database = config.database()?;
    let store = file(database.file())?;
    make_folder(&config.data)?;
    wait_for(async { Ok(store::restore(&args.file, store).await?) })?;
    let line = format!("{} is the store of the backup, for the next start", store.display());
    args.how.print_line(&json!({ "store": store }), &line)?;
    Ok(ExitCode::SUCCESS)
}
