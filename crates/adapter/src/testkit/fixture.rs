//! Recordings on disk.

use crate::{Adapter, Callback, Setup};
use bytes::Bytes;
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// The recordings of one provider.
pub(super) struct Provider {
    /// Secrets of the same shape as the source's that are not the source's.
    pub(super) other: Map<String, Value>,
    pub(super) cases: Vec<Case>,
}

/// One recording and what its source is set up with.
#[derive(Clone)]
pub(super) struct Case {
    /// `provider/case`, for messages.
    pub(super) name: String,
    pub(super) callback: Callback,
    pub(super) setup: Setup,
    pub(super) golden: PathBuf,
}

impl Provider {
    pub(super) fn read(adapter: &dyn Adapter, fixtures: &Path) -> Self {
        let folder = fixtures.join(adapter.facts().name);
        let other = folder.join("other.json");
        let other = if other.exists() { object(&other) } else { Map::new() };
        let cases: Vec<_> = recordings(&folder).iter().map(|it| Case::read(adapter, it)).collect();
        assert!(!cases.is_empty(), "{}: no recordings", folder.display());
        Self { other, cases }
    }
}

impl Case {
    fn read(adapter: &dyn Adapter, recording: &Path) -> Self {
        let facts = adapter.facts();
        let stem = recording.file_stem().unwrap_or_default().display();
        let name = format!("{}/{stem}", facts.name);
        let own = recording.with_extension("setup.json");
        let setup = if own.exists() { own } else { recording.with_file_name("setup.json") };
        let setup = object(&setup);
        for key in setup.keys() {
            let declared = facts.is_secret(key) || facts.is_setting(key);
            assert!(declared, "{name}: its facts do not declare `{key}`");
        }
        let setup =
            Setup::from_object(setup, facts).unwrap_or_else(|error| panic!("{name}: {error}"));
        let callback = Callback::from_recording(&read(recording));
        let callback = callback.unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { name, callback, setup, golden: recording.with_extension("json") }
    }

    /// The same request with another body.
    pub(super) fn with_body(&self, body: impl Into<Bytes>) -> Self {
        let mut other = self.clone();
        other.callback.body = body.into();
        other
    }

    /// The body as JSON, where it is that.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.callback.body).ok()
    }

    /// Whether the body is a form.
    pub(super) fn is_form(&self) -> bool {
        self.callback.is("application/x-www-form-urlencoded")
    }

    /// Whether the body is a mail.
    pub(super) fn is_mail(&self) -> bool {
        self.callback.is("message/rfc822")
    }
}

fn recordings(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = entries(folder);
    paths.retain(|path| path.extension().is_some_and(|it| it == "http"));
    paths.sort();
    paths
}

pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("a directory can be listed").path()).collect()
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn object(path: &Path) -> Map<String, Value> {
    serde_json::from_slice(&read(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
