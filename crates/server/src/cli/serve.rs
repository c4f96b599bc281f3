//! `tidings serve`.

use super::config::Place;
use super::output::say;
use super::wait_for;
use crate::config::Config;
use crate::observe;
use crate::serve::{Running, start, told_to_stop};
use anyhow::Result;
use std::pin::pin;
use std::process::ExitCode;

const EXITS: &str = "SIGTERM or SIGINT stops it: it takes nothing more, ends what is on its way, \
                     and leaves with 0.\n\nExit codes: 0 stopped, 1 failed, 2 wrong usage or a \
                     broken configuration.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let config = args.place.load()?.config;
    observe::begin(&config);
    wait_for(serve(config))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config) -> Result<()> {
    let mut told = pin!(told_to_stop());
    let running = tokio::select! {
        biased;
        told = &mut told => return Ok(told?),
        running = start(config) => running?,
    };
    // A hub whose output nobody reads is a hub all the same.
    _ = greet(&running);
    told.await?;
    running.stop().await;
    Ok(())
}

fn greet(running: &Running) -> Result<()> {
    let url = &running.hub.public_url;
    say(&format!("Dashboard: {url}\n"))?;
    match &running.admin_key {
        Some(key) => say(&format!("Admin key: {} (shown once: keep it)\n", key.expose())),
        None => Ok(()),
    }
}
