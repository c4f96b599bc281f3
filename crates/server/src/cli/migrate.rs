//! `tidings migrate`.

use super::config::Place;
use super::output::How;
use super::{EXITS, wait_for};
use crate::config::DatabaseUrl;
use crate::serve;
use anyhow::{Context, Result};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// List the steps that are still to be taken, and take none
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    how: How,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let config = args.place.load()?.config;
    let steps = wait_for(pending(&config.database()?))?;
    if !args.dry_run {
        wait_for(async { serve::migrate(&config).await })?;
    }
    let line = match (steps.len(), args.dry_run) {
        (0, _) => "the store has the newest schema".to_owned(),
        (_, true) => format!("still to be taken: {}", steps.join(", ")),
        (_, false) => format!("taken: {}", steps.join(", ")),
    };
    args.how.print_line(&json!({ "steps": steps, "taken": !args.dry_run }), &line)?;
    Ok(ExitCode::SUCCESS)
}

async fn pending(database: &DatabaseUrl) -> Result<Vec<String>> {
    // Looking must not make a file.
    let missing = database.file().is_some_and(|file: &Path| !file.exists());
    let url = if missing { "sqlite::memory:" } else { database.expose() };
    let steps = migrations::pending(url).await;
    steps.with_context(|| format!("cannot look at the store at {database}"))
}
