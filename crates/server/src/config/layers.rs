//! What says something about the configuration: a file, and variables of the environment.

use super::keys::KEYS;
use crate::nearest::nearest;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Error, Metadata, Profile, Provider, util};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;

const PREFIX: &str = "TIDINGS_";

/// Something that says the value of some keys, and what to call it.
pub(super) struct Layer {
    from: String,
    values: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.from.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

/// Reads a file. A key that is not known is a fault.
pub(super) fn file(path: &Path, faults: &mut Vec<String>) -> Option<Layer> {
    let from = path.display().to_string();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            faults.push(format!("cannot read {from}: {error}"));
            return None;
        }
    };
    match <Toml as Format>::from_str::<Dict>(&text) {
        Ok(values) => {
            unknown_keys("", &values, &from, faults);
            Some(Layer { from, values })
        }
        // What the library prints shows the line itself, which may hold a secret.
        Err(error) => {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            faults.push(format!("{from}, line {line}: {}", error.message().replace('\n', ", ")));
            None
        }
    }
}

fn unknown_keys(section: &str, values: &Dict, from: &str, faults: &mut Vec<String>) {
    for (key, value) in values {
        let name = format!("{section}{key}");
        let inner = format!("{name}.");
        match value {
            _ if KEYS.iter().any(|known| known.name == name) => {}
            Value::Dict(_, values) if KEYS.iter().any(|known| known.name.starts_with(&inner)) => {
                unknown_keys(&inner, values, from, faults);
            }
            // A section that holds something else is a fault when it is read.
            _ if KEYS.iter().any(|known| known.name.starts_with(&inner)) => {}
            _ => {
                let near = nearest(&name, candidates(value)).unwrap_or_default();
                faults.push(format!("unknown key `{name}` in {from}; the nearest is `{near}`"));
            }
        }
    }
}

/// What may have been meant by a key that is none: for a section, a section.
fn candidates(value: &Value) -> impl Iterator<Item = &'static str> {
    let is_section = value.as_dict().is_some();
    let sections = KEYS.iter().filter_map(|known| known.name.rsplit_once('.')).map(|(it, _)| it);
    sections.chain(KEYS.iter().map(|known| known.name).filter(move |_| !is_section))
}

/// Reads a variable, where it is one of the hub's. An empty one says nothing.
pub(super) fn variable(name: &OsStr, value: OsString, faults: &mut Vec<String>) -> Option<Layer> {
    let name = name.to_str().filter(|name| name.starts_with(PREFIX))?;
    // What tells tests where things are, and what is for `tidings mail-in`.
    let others = ["TIDINGS_API_KEY", "TIDINGS_BIN", "TIDINGS_MAIL_IN_URL"];
    if name.starts_with("TIDINGS_TEST_") || others.contains(&name) {
        return None;
    }
    let from = format!("environment variable {name}");
    let Some(key) = KEYS.iter().find(|key| key.variable() == name) else {
        let known: Vec<String> = KEYS.iter().map(super::keys::Key::variable).collect();
        let near = nearest(name, known.iter().map(String::as_str)).unwrap_or_default();
        faults.push(format!("unknown {from}; the nearest is {near}"));
        return None;
    };
    let Ok(value) = value.into_string() else {
        faults.push(format!("{from} is not of Unicode characters"));
        return None;
    };
    if value.trim().is_empty() {
        return None;
    }
    let values = util::nest(key.name, Value::from(value)).into_dict()?;
    Some(Layer { from, values })
}
