//! `tidings config`.

use super::EXITS;
use super::output::How;
use crate::config::{BrokenConfig, Config, Loaded};
use crate::serve::check_store;
use anyhow::Result;
use clap::Subcommand;
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

/// Where the configuration is.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Place {
    /// Read this file; without it `tidings.toml`, where there is one
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

impl Place {
    /// Reads the file and the environment.
    pub(super) fn load(&self) -> Result<Loaded, BrokenConfig> {
        Config::read(self.config.as_deref(), env::vars_os())
    }
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    how: How,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// Say whether the hub would start with it
    #[command(after_help = EXITS)]
    Check,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let loaded = args.place.load()?;
    if let Some(What::Check) = args.what {
        loaded.config.places()?;
        check_store(&loaded.config, &loaded.config.database()?)?;
        let sound = serde_json::json!({ "sound": true });
        args.how.print_line(&sound, "the configuration is sound")?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows = loaded.settings.iter();
    let rows = rows.map(|it| [it.key.to_owned(), it.value.clone(), it.source.clone()]);
    args.how.print(&loaded.settings, ["KEY", "VALUE", "SOURCE"], rows)?;
    Ok(ExitCode::SUCCESS)
}
