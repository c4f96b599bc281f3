//! `tidings demo`: the whole way of an event, on a store that is gone afterwards.
//!
//! Providers are played with recorded callbacks, signed anew; everything else is real: the public
//! API, the door, the store, the dispatcher, and deliveries over HTTP to the hub's own sandbox.

mod api;
mod judge;
mod project;
mod providers;
mod recording;
mod replay;
mod sandbox;
mod screen;
mod told;

use self::api::Api;
use self::project::Project;
use self::replay::Replay;
use self::screen::Screen;
use crate::config::{Config, LogFilter};
use crate::observe;
use crate::serve::{Running, start, told_to_stop};
use anyhow::{Context, Result};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::pin::pin;

/// Plays the demo: one pass, and then on until the program is told to stop, unless it is to be
/// done once. Says whether every event of the pass came back verified.
///
/// # Errors
///
/// When there is no hub to show, or it refuses what it is given.
pub(crate) async fn run(once: bool, port: u16) -> Result<bool> {
    let mut told = pin!(told_to_stop());
    let folder = tempfile::Builder::new().prefix("tidings-demo-").tempdir();
    let folder = folder.context("cannot make a temporary folder")?;
    let config = config(folder.path(), port)?;
    observe::begin(&config);
    let running = tokio::select! {
        biased;
        told = &mut told => return Ok(told.map(|()| false)?),
        running = start(config) => running?,
    };
    let mut passed = None;
    let ended = tokio::select! {
        biased;
        told = &mut told => told.map_err(Into::into),
        ended = play(&running, once, &mut passed) => ended,
    };
    running.stop().await;
    ended?;
    folder.close().context("cannot remove the temporary folder")?;
    Ok(passed.unwrap_or(false))
}

/// What is said of the hub's own work would stand between the events: only what goes wrong is.
fn config(folder: &Path, port: u16) -> Result<Config> {
    Ok(Config {
        data: folder.to_owned(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        log: "warn".parse::<LogFilter>()?,
        ..Config::default()
    })
}

async fn play(running: &Running, once: bool, passed: &mut Option<bool>) -> Result<()> {
    let screen = Screen::new();
    let client = api::client()?;
    let project = Project::set_up(&Api::new(running, client.clone())?, running).await?;
    Screen::begins(running, &project)?;
    let mut replay = Replay::new(running, client, project, screen);
    *passed = Some(replay.pass().await?);
    if once {
        return Ok(());
    }
    Screen::goes_on(running)?;
    match replay.go_on().await? {}
}
