//! `tidings normalise`.

use super::output::json;
use super::recorded::{MALFORMED, read};
use super::usage::Usage;
use crate::nearest::nearest;
use crate::{Adapters, reading};
use adapter::{Adapter, Callback, Parsed, Setup, Verified};
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const REFUSED: u8 = 3;

const EXITS: &str = "The recording is a request line with the absolute URL, header lines, an empty \
                     line, and the body; its Date header is the clock.\n\nExit codes: 0 done, 1 \
                     failed, 2 wrong usage, 3 refused because it is not proven, 4 malformed.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    /// Whose callback it is, such as `email/sendgrid`
    #[arg(value_name = "CHANNEL/PROVIDER")]
    provider: String,
    /// The recorded callback; `-` is the standard input
    #[arg(value_name = "FILE.http")]
    file: PathBuf,
    /// Check the proof first, by a source's secrets and settings in one JSON object
    #[arg(long, value_name = "FILE.json")]
    secrets: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let adapter = find(&args.provider)?;
    let setup = args.secrets.as_deref().map(|path| setup(adapter, path)).transpose()?;
    let callback = match Callback::from_recording(&read(&args.file)?) {
        Ok(callback) => callback,
        Err(error) => return end(MALFORMED, &error),
    };
    let bare = Setup::default();
    let verified = match &setup {
        Some(setup) => match adapter::verify(adapter, &callback, setup) {
            Ok(verified) => verified,
            Err(refusal) => return end(REFUSED, &format!("refused: {refusal}")),
        },
        None => Verified::kept(&callback, &bare),
    };
    match reading::read(adapter, &verified, None) {
        Ok(parsed) => json(&told(&parsed)).map(|()| ExitCode::SUCCESS),
        Err(malformed) => end(MALFORMED, &malformed),
    }
}

fn end(code: u8, why: &impl ToString) -> Result<ExitCode> {
    writeln!(stderr(), "tidings: {}", why.to_string())?;
    Ok(ExitCode::from(code))
}

fn find(provider: &str) -> Result<&'static dyn Adapter, Usage> {
    let named = provider.split_once('/').and_then(|(channel, name)| {
        let channel = channel.parse().ok()?;
        Adapters.find(channel, name)
    });
    named.ok_or_else(|| {
        let all: Vec<String> = Adapters.all().map(name).collect();
        let near = nearest(provider, all.iter().map(String::as_str)).unwrap_or_default();
        Usage(format!("there is no provider `{provider}`; the nearest is `{near}`"))
    })
}

/// The name of a provider on its channel.
pub(super) fn name(adapter: &dyn Adapter) -> String {
    let facts = adapter.facts();
    format!("{}/{}", facts.channel, facts.name)
}

fn setup(adapter: &dyn Adapter, path: &Path) -> Result<Setup> {
    let wrong = |what: String| Usage(format!("{}: {what}", path.display()));
    let bytes = read(path)?;
    // The parser's message would show what it stumbled over.
    let object: Map<String, Value> =
        serde_json::from_slice(&bytes).map_err(|_| wrong("not a JSON object".to_owned()))?;
    let setup = Setup::from_object(object, adapter.facts());
    setup.map_err(|error| wrong(error.to_string())).context("the secrets are of no use")
}

fn told(parsed: &Parsed) -> Value {
    let events: Vec<_> = parsed.events.iter().map(webhook::flat_event).collect();
    let skipped = parsed.skipped.iter().map(|it| json!({ "word": it.word, "known": it.known }));
    json!({ "events": events, "skipped": skipped.collect::<Vec<_>>() })
}
