//! `tidings backup`.

use super::config::Place;
use super::output::How;
use super::usage::Usage;
use super::{EXITS, wait_for};
use anyhow::Result;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    /// The file to be made
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
    let bytes = wait_for(async { Ok(store::backup(store, &args.file).await?) })?;
    let line = format!(
        "{} holds the store as it is now ({bytes} bytes). Keep the instance key, too, and elsewhere",
        args.file.display()
    );
    args.how.print_line(&json!({ "file": args.file, "bytes": bytes }), &line)?;
    Ok(ExitCode::SUCCESS)
}

/// The store's file, where it is one.
pub(super) fn file(store: Option<&Path>) -> Result<&Path, Usage> {
    let why = "this is for stores on SQLite; PostgreSQL has tools of its own, such as pg_dump";
    store.ok_or_else(|| Usage(why.to_owned()))
}
