//! Inputs on file.

use crate::{Report, Target};
use adapter::{Adapter, Callback, Setup};
use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What is kept of a target, in files, and of a file, in bytes.
const MOST: usize = 4;
const LONGEST: usize = 1500;

/// A recorded callback that is what its provider sends.
#[derive(Debug)]
pub struct Recorded {
    /// The case's name.
    pub case: String,
    /// The recording as it is on file.
    pub file: Vec<u8>,
    /// The callback.
    pub callback: Callback,
    /// What its source is set up with.
    pub setup: Setup,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The recordings of an adapter, by their names.
///
/// # Panics
///
/// When there are none, or one is none: the channel's own suite says which.
#[must_use]
pub fn recorded(adapter: &dyn Adapter) -> Vec<Recorded> {
    let facts = adapter.facts();
    let folder = format!("../channels/{}/fixtures/{}", facts.channel.name(), facts.name);
    let folder = root().join(folder);
    let setup = |path: &Path| {
        let object = fs::read(path).ok().and_then(|it| serde_json::from_slice(&it).ok());
        Setup::from_object(object.unwrap_or_default(), facts).unwrap_or_default()
    };
    let usual = setup(&folder.join("setup.json"));
    let read = |path: &PathBuf| {
        let file = fs::read(path).expect("it was listed");
        let own = path.with_extension("setup.json");
        Recorded {
            case: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            callback: Callback::from_recording(&file).expect("a recording"),
            setup: if own.exists() { setup(&own) } else { usual.clone() },
            file,
        }
    };
    files(&folder)
        .iter()
        .filter(|it| it.extension().is_some_and(|it| it == "http"))
        .map(read)
        .collect()
}

/// What was kept for a target.
pub(crate) fn kept(name: &str) -> Vec<Vec<u8>> {
    files(&folder(name)).iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// Writes the input that broke a promise, or else the shortest inputs of some outcomes that no seed
/// comes to; gives where they are.
///
/// # Errors
///
/// When a file cannot be written.
pub fn keep(target: &Target, report: &Report) -> Result<Vec<PathBuf>> {
    let mut inputs = Vec::new();
    if let Some(finding) = &report.finding {
        inputs.push(&finding.input);
    } else {
        let seen: Vec<_> = target.seeds.iter().map(|seed| target.comes_to(seed)).collect();
        let new = report.outcomes.iter().filter(|(outcome, _)| !seen.contains(outcome));
        inputs.extend(new.map(|(_, input)| input).filter(|input| input.len() <= LONGEST));
    }
    inputs.sort_by_key(|input| (input.len(), input.as_slice()));
    let folder = folder(&target.name);
    let room = MOST.saturating_sub(files(&folder).len());
    // Of those that are nearly the same, one in so many.
    let step = inputs.len().div_ceil(room.max(1)).max(1);
    let chosen = inputs.iter().step_by(step).take(room.max(usize::from(report.finding.is_some())));
    let write = |input: &&Vec<u8>| {
        let mut hash = DefaultHasher::new();
        input.hash(&mut hash);
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{:016x}", hash.finish()));
        fs::write(&path, input)?;
        Ok(path)
    };
    chosen
        .map(write)
        .collect::<Result<_>>()
        .with_context(|| format!("cannot write to {}", folder.display()))
}

fn folder(name: &str) -> PathBuf {
    root().join("fixtures").join(name.replace('/', "_"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}
