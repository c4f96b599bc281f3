//! `tidings events`.

use super::EXITS;
use super::output::How;
use anyhow::Result;
use event::EventKind;
use serde_json::json;
use std::process::ExitCode;
use strum::IntoEnumIterator;

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    #[command(flatten)]
    how: How,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let all = EventKind::iter().map(|kind| {
        json!({
            "kind": kind.name(),
            "channel": kind.channel().name(),
            "group": kind.group().name(),
            "title": kind.title(),
            "meaning": kind.meaning(),
        })
    });
    let rows = EventKind::iter().map(|kind| {
        [kind.name(), kind.group().title(), kind.title(), kind.meaning()].map(ToOwned::to_owned)
    });
    let headings = ["EVENT", "GROUP", "TITLE", "MEANING"];
    args.how.print(&all.collect::<Vec<_>>(), headings, rows)?;
    Ok(ExitCode::SUCCESS)
}
